/* Which sets were done, and how well: in this browser only. */
"use strict";

(() => {
  const { read, write } = window.forethought;
  const done = read(localStorage, "learned", {});
  const finished = document.querySelector("[data-finished]");
  if (finished) {
    const { finished: set, right, total } = finished.dataset;
    write(localStorage, "learned", { ...done, [set]: `${right} of ${total}` });
  }
  for (const place of document.querySelectorAll("[data-done]")) {
    if (done[place.dataset.done]) place.textContent = `You have done this: ${done[place.dataset.done]}.`;
  }
})();
