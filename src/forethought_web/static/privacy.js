/* The checklist of a privacy walk: ticks are kept in this browser only. */
"use strict";

(() => {
  const { read, write } = window.forethought;
  const boxes = [...document.querySelectorAll("input[data-step]")];
  const walks = [...document.querySelectorAll("[data-steps]")];
  const clear = document.getElementById("start-again");

  const ticked = () => {
    const kept = read(localStorage, "privacy", []);
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
  };
  const keep = (kept) => {
    document.getElementById("not-kept").hidden = write(localStorage, "privacy", kept.size ? [...kept] : null);
  };

  /** Say how far it is, here and on each platform. */
  const say = (kept) => {
    const done = boxes.filter((box) => box.checked).length;
    document.getElementById("progress").value = done;
    document.getElementById("progress-said").textContent =
      done === boxes.length ? `All ${done} done. Look again in a few months.` : `${done} of ${boxes.length} done`;
    for (const walk of walks) {
      const steps = walk.dataset.steps.split(" ");
      const taken = steps.filter((step) => kept.has(step)).length;
      walk.textContent = taken === 0 ? "" : taken === steps.length ? ", all done" : `, ${taken} done`;
    }
  };
  const show = () => {
    const kept = ticked();
    for (const box of boxes) box.checked = kept.has(box.dataset.step);
    say(kept);
  };

  for (const box of boxes) {
    box.addEventListener("change", () => {
      const kept = ticked();
      kept[box.checked ? "add" : "delete"](box.dataset.step);
      keep(kept);
      say(kept);
    });
  }
  clear.addEventListener("click", () => {
    const kept = clear.dataset.everywhere === undefined ? ticked() : new Set();
    for (const box of boxes) {
      box.checked = false;
      kept.delete(box.dataset.step);
    }
    keep(kept);
    say(kept);
  });
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", (event) => event.persisted && show());
  show();
})();
