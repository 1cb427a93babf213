/* The checklist of a privacy walk: ticks are kept in this browser only. */
"use strict";

(() => {
  const { read, write } = window.forethought;
  const boxes = [...document.querySelectorAll(".walk input[type=checkbox]")];
  const keyOf = (box) => `${box.closest(".walk").dataset.platform}/${box.dataset.step}`;

  const show = () => {
    const done = boxes.filter((box) => box.checked).length;
    document.getElementById("progress").value = done;
    document.getElementById("progress-said").textContent =
      done === boxes.length ? `All ${done} done. Look again in half a year.` : `${done} of ${boxes.length} done`;
  };
  const keep = () => {
    const kept = new Set(read(localStorage, "privacy", []));
    for (const box of boxes) kept[box.checked ? "add" : "delete"](keyOf(box));
    write(localStorage, "privacy", kept.size ? [...kept] : null);
    show();
  };

  const kept = new Set(read(localStorage, "privacy", []));
  for (const box of boxes) {
    box.checked = kept.has(keyOf(box));
    box.addEventListener("change", keep);
  }
  document.getElementById("start-again").addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    keep();
  });
  show();
})();
