/* On every page: the shell for offline, and drafts that were put away and are due. Words stay in this browser. */
"use strict";

window.forethought = (() => {
  const read = (store, key, otherwise) => {
    try {
      const kept = store.getItem("forethought." + key);
      return kept === null ? otherwise : JSON.parse(kept);
    } catch {
      return otherwise;
    }
  };
  const write = (store, key, value) => {
    try {
      if (value === null) store.removeItem("forethought." + key);
      else store.setItem("forethought." + key, JSON.stringify(value));
      return true;
    } catch {
      return false; // storage is off or full: the page works without
    }
  };

  /** An element with text and attributes; functions among them are listeners. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(key, value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const drafts = () => {
    const kept = read(localStorage, "cooling", []);
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.text === "string") : [];
  };
  const keepDrafts = (kept) => write(localStorage, "cooling", kept.length ? kept : null);
  const forgetDraft = (id) => keepDrafts(drafts().filter((one) => one.id !== id));
  const when = (time) =>
    new Intl.DateTimeFormat("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" }).format(new Date(time));

  /** Ask again about a draft whose time has come. */
  const askAgain = () => {
    const place = document.getElementById("asked-again");
    if (!place) return;
    const due = drafts().filter((one) => one.until <= Date.now());
    place.hidden = due.length === 0;
    place.replaceChildren(
      ...due.map((one) =>
        make(
          "div",
          { class: "notice", role: "status" },
          make("h2", {}, "Does it still need saying?"),
          make("p", {}, `You put a draft away on ${when(one.put)}.`),
          make(
            "p",
            { class: "row" },
            make("button", { type: "button", class: "button", click: () => lookAgain(one) }, "Look at it again"),
            make(
              "button",
              {
                type: "button",
                class: "button quiet",
                click: () => {
                  forgetDraft(one.id);
                  askAgain();
                },
              },
              "Delete it",
            ),
          ),
        ),
      ),
    );
  };

  const lookAgain = (one) => {
    const box = document.getElementById("text");
    if (box) {
      if (box.value.trim() && box.value !== one.text && !confirm("This takes the place of what is in the box.")) return;
      box.value = one.text;
      forgetDraft(one.id);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
      askAgain();
      document.dispatchEvent(new Event("forethought:drafts"));
    } else if (write(sessionStorage, "draft", one.text)) {
      forgetDraft(one.id);
      location.assign("/");
    }
  };

  document.addEventListener("DOMContentLoaded", askAgain);
  setInterval(askAgain, 30000);
  if ("serviceWorker" in navigator && window.isSecureContext) {
    window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }
  return { read, write, make, drafts, keepDrafts, forgetDraft, lookAgain, askAgain, when };
})();
