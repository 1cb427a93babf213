/* The check page: underlines in the box as one types, answers beside it, and what is remembered in this browser. */
"use strict";

(() => {
  const { read, write, make, drafts, keepDrafts, forgetDraft, lookAgain, when } = window.forethought;
  const byId = (id) => document.getElementById(id);
  const box = byId("text");
  const under = byId("under");
  const form = byId("draft");
  const answer = byId("answer");
  const LIMIT = 100000;
  const REMEMBERED = ["profession", "country", "audience", "platform", "permission", "named", "states_profession", "employer", "place"];

  /* ---- Underlines: a copy of the text under the box, with marks ---- */

  let marks = [];
  let painted = box.value;

  const paint = () => {
    const text = box.value;
    const pieces = [];
    let end = 0;
    for (const mark of marks) {
      if (mark.start < end || mark.end > text.length) continue;
      pieces.push(text.slice(end, mark.start));
      const element = make("mark", { class: mark.severity, "data-concern": mark.concern }, text.slice(mark.start, mark.end));
      pieces.push(element);
      end = mark.end;
    }
    pieces.push(text.slice(end) + "\n");
    under.replaceChildren(...pieces);
    painted = text;
  };

  /** Keep marks where they belong until the next answer: those behind an edit move with it, those in it go. */
  const follow = () => {
    const text = box.value;
    const most = Math.min(text.length, painted.length);
    let head = 0;
    while (head < most && text[head] === painted[head]) head++;
    let tail = 0;
    while (tail < most - head && text[text.length - 1 - tail] === painted[painted.length - 1 - tail]) tail++;
    const from = painted.length - tail;
    const by = text.length - painted.length;
    marks = marks
      .filter((mark) => mark.end <= head || mark.start >= from)
      .map((mark) => (mark.start >= from && mark.end > head ? { ...mark, start: mark.start + by, end: mark.end + by } : mark));
    paint();
  };

  const takeMarks = () => {
    const aside = dismissed();
    marks = [...answer.querySelectorAll("#marks li")]
      .map(({ dataset }) => ({ start: +dataset.start, end: +dataset.end, severity: dataset.severity, concern: dataset.concern }))
      .filter((mark) => !(keyOf(mark.concern) in aside));
    paint();
  };

  /* ---- From words to reasons and back ---- */

  const showWords = (start, end) => {
    box.focus({ preventScroll: true });
    box.setSelectionRange(start, end);
    const mark = marks.findIndex((one) => one.start <= start && start < one.end);
    const element = under.querySelectorAll("mark")[mark];
    (element ?? box).scrollIntoView({ block: "center", behavior: "smooth" });
  };

  const showReason = () => {
    const at = box.selectionStart;
    if (at !== box.selectionEnd) return;
    const mark = marks.find((one) => one.start <= at && at <= one.end);
    answer.querySelectorAll(".concern.on").forEach((card) => card.classList.remove("on"));
    const card = mark && byId("concern-" + mark.concern);
    if (!card) return;
    card.classList.add("on");
    if (window.matchMedia("(min-width: 60rem)").matches) card.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };

  /* ---- Findings set aside, with a reason; kept as a number that stands for the words, never the words ---- */

  const numberOf = (words) => {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (const char of words) {
      const code = char.codePointAt(0);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  };
  const dismissed = () => read(localStorage, "dismissed", {});
  const keyOf = (concern) => {
    const quotes = [...(byId("concern-" + concern)?.querySelectorAll(".quote") ?? [])].map((one) => one.textContent);
    return numberOf([concern, ...quotes].join("\n"));
  };

  const setAside = (concern, reason) => {
    const kept = Object.entries(dismissed()).slice(-199);
    write(localStorage, "dismissed", Object.fromEntries([...kept, [keyOf(concern), reason]]));
    showSetAside();
    takeMarks();
  };

  const showSetAside = () => {
    const aside = dismissed();
    const cards = [...answer.querySelectorAll(".concern")];
    for (const card of cards) {
      const concern = card.dataset.concern;
      const reason = aside[keyOf(concern)];
      card.classList.toggle("aside", reason !== undefined);
      card.querySelector(".set-aside")?.remove();
      if (reason === undefined) continue;
      const undo = make("button", { type: "button", class: "plain" }, "Undo");
      undo.addEventListener("click", () => {
        const kept = dismissed();
        delete kept[keyOf(concern)];
        write(localStorage, "dismissed", kept);
        showSetAside();
        takeMarks();
        card.focus();
      });
      card.append(make("p", { class: "set-aside" }, `You set this aside: ${reason}. `, undo));
    }
    const left = cards.filter((card) => !card.classList.contains("aside")).length;
    answer.querySelector(".said .hint.asides")?.remove();
    if (left < cards.length) {
      const words = left ? `${cards.length - left} of ${cards.length} set aside by you.` : "You set aside all that it saw. The verdict is the check’s own; the decision is yours.";
      answer.querySelector(".said")?.append(make("p", { class: "hint asides" }, words));
    }
  };

  /* ---- What is remembered ---- */

  const field = (name) => form.elements.namedItem(name);
  const remember = () => {
    const kept = Object.fromEntries(REMEMBERED.map((name) => [name, field(name).value]));
    write(localStorage, "about", kept);
    sayAround();
  };
  const recall = () => {
    const kept = read(localStorage, "about", null);
    for (const name of REMEMBERED) {
      const control = field(name);
      const value = kept?.[name];
      if (typeof value !== "string") continue;
      if (control.tagName === "SELECT" && ![...control.options].some((option) => option.value === value)) continue;
      control.value = value;
    }
  };
  const sayAround = () => {
    const chosen = (name) => (field(name).value ? field(name).selectedOptions?.[0]?.text ?? field(name).value : "");
    const parts = [chosen("profession"), chosen("country"), chosen("audience"), chosen("platform")].filter(Boolean);
    byId("around-said").textContent = parts.join(" · ");
  };

  const count = () => {
    const length = [...box.value].length;
    const left = LIMIT - length;
    byId("count").textContent =
      left < 0 ? `${(-left).toLocaleString("en-GB")} characters too many` : length ? `${length.toLocaleString("en-GB")} characters` : "";
  };

  /* ---- Putting a draft away ---- */

  const until = (choice) => {
    const time = new Date();
    if (choice === "hour") return time.getTime() + 3600000;
    if (time.getHours() >= 4) time.setDate(time.getDate() + 1);
    time.setHours(8, 0, 0, 0);
    return time.getTime();
  };
  const putAway = (choice) => {
    const text = box.value;
    if (!text.trim()) {
      say("There is no draft to put away yet.");
      box.focus();
      return;
    }
    const one = { id: crypto.getRandomValues(new Uint32Array(2)).join("-"), text, put: Date.now(), until: until(choice) };
    if (!keepDrafts([...drafts(), one].slice(-20))) {
      say("This browser keeps nothing here, so your draft stays in the box.");
      return;
    }
    box.value = "";
    changed();
    say(`Put away till ${when(one.until)}.`);
    showCooling();
    byId("cool-title").scrollIntoView({ block: "nearest" });
  };
  const showCooling = () => {
    const waiting = drafts().filter((one) => one.until > Date.now());
    byId("cooling").replaceChildren(
      ...waiting.map((one) => {
        const out = make("button", { type: "button", class: "plain" }, "Take it out now");
        out.addEventListener("click", () => {
          lookAgain(one);
          showCooling();
        });
        const gone = make("button", { type: "button", class: "plain" }, "Delete it");
        gone.addEventListener("click", () => {
          forgetDraft(one.id);
          showCooling();
        });
        return make("li", {}, `A draft, put away till ${when(one.until)}. `, out, " ", gone);
      }),
    );
  };

  /* ---- Putting it together ---- */

  const say = (words) => {
    if (byId("spoken").textContent !== words) byId("spoken").textContent = words;
  };
  const changed = () => box.dispatchEvent(new Event("input", { bubbles: true }));

  const answered = () => {
    takeMarks();
    showSetAside();
    say(answer.querySelector("[data-summary]")?.dataset.summary ?? "");
  };

  let before = null; // what "use this" took the place of
  const done = (words, undo) => {
    const place = byId("safer-done");
    if (place) place.textContent = words;
    if (!undo) return;
    const back = make("button", { type: "button", class: "button quiet small", id: "put-back" }, "Put my own words back");
    back.addEventListener("click", () => {
      box.value = before;
      back.remove();
      changed();
      box.focus();
    });
    byId("put-back")?.remove();
    document.querySelector(".paperfoot .tools").prepend(back);
  };

  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
      done("Copied.");
    } catch {
      const place = byId("safer-text");
      place.hidden = false;
      place.select();
      done("Press Ctrl and C to copy.");
    }
  };

  const download = async (button) => {
    const sent = new URLSearchParams(new FormData(form));
    const response = await fetch(button.formAction, { method: "POST", body: sent });
    if (!response.ok) return;
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "reflection.txt";
    const link = make("a", { href: URL.createObjectURL(await response.blob()), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { dataset } = button;
    if (button.classList.contains("quote")) showWords(+dataset.start, +dataset.end);
    else if ("use" in dataset) {
      before = box.value;
      box.value = byId("safer-text").value;
      changed();
      done("", true);
      box.focus();
      say("The safer wording is in the box.");
    } else if ("copy" in dataset) copy(byId("safer-text").value);
    else if ("dismiss" in dataset) setAside(button.closest(".concern").dataset.concern, dataset.dismiss);
    else if ("cool" in dataset) putAway(dataset.cool);
    else if ("try" in dataset) {
      box.value = dataset.try;
      changed();
      box.focus();
    } else if ("native" in dataset) {
      event.preventDefault();
      download(button);
    }
  });

  byId("clear").addEventListener("click", () => {
    box.value = "";
    changed();
    box.focus();
  });
  byId("forget").addEventListener("click", () => {
    write(localStorage, "about", null);
    write(localStorage, "dismissed", null);
    for (const name of REMEMBERED) {
      const control = field(name);
      if (control.tagName === "SELECT") control.selectedIndex = 0;
      else control.value = "";
    }
    sayAround();
    changed();
    say("Forgotten.");
  });
  box.addEventListener("input", () => {
    follow();
    count();
    write(sessionStorage, "draft", box.value || null);
  });
  box.addEventListener("click", showReason);
  byId("around").addEventListener("change", remember);
  document.addEventListener("forethought:drafts", showCooling);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === answer) answered();
  });
  for (const kind of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(kind, () => {
      answer.replaceChildren(
        make("div", { class: "notice", role: "alert" }, make("h2", {}, "Forethought does not answer"), make("p", {}, "Your words are still in the box. Is it running? Start it again with ./forethought serve, then go on writing.")),
      );
      marks = [];
      paint();
    });
  }

  recall();
  sayAround();
  showCooling();
  if (!box.value) box.value = read(sessionStorage, "draft", "") || "";
  count();
  paint();
  if (box.value.trim()) setTimeout(changed, 0);
  if (byId("marks")) takeMarks();
})();
