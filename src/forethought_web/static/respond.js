/* Responding: the newest revision goes with every save, questions follow earlier answers, and the link is copied. */
"use strict";

(() => {
  const form = document.getElementById("response");

  document.body.addEventListener("htmx:afterSwap", () => {
    const [first, ...more] = document.querySelectorAll("input[name=revision]");
    const newest = more.at(-1);
    if (newest) {
      first.value = newest.value;
      for (const one of more) one.remove();
    }
  });
  for (const kind of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(kind, () => {
      document.getElementById("saved").textContent = "Not saved yet: the site does not answer. It is tried again when you go on writing.";
    });
  }

  const given = (order) => {
    const question = form.querySelector(`.question[data-order="${order}"]`);
    return question ? [...question.querySelectorAll("input:checked")].map((one) => one.value) : [];
  };
  const follow = () => {
    for (const one of form.querySelectorAll("[data-shown-if]")) {
      one.hidden = !given(one.dataset.shownIf).some((value) => one.dataset.is.split("|").includes(value));
    }
    for (const one of form.querySelectorAll("[data-type]")) one.hidden = form.elements.namedItem("type").value !== one.dataset.type;
    for (const one of form.querySelectorAll("[data-if]")) one.hidden = !form.elements.namedItem(one.dataset.if).checked;
  };
  form.addEventListener("change", follow);
  follow();

  document.getElementById("copy-link").addEventListener("click", async (event) => {
    const link = document.getElementById("link");
    try {
      await navigator.clipboard.writeText(link.value);
      event.target.textContent = "Copied";
    } catch {
      link.select();
    }
  });
})();
