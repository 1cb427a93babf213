/* Words that are selected in the paragraph become what the comment is about. */
"use strict";

(() => {
  const paragraph = document.querySelector(".draft-quote p");
  const button = document.getElementById("take-words");
  const quote = document.getElementById("quote");
  if (!paragraph || !button || !quote) return;
  let selected = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.rangeCount && !selection.isCollapsed && paragraph.contains(selection.getRangeAt(0).commonAncestorContainer)) {
      selected = selection.toString().replace(/\s+/g, " ").trim().slice(0, 300);
    }
  });
  button.addEventListener("click", () => {
    const told = document.getElementById("taken");
    if (!selected) {
      told.textContent = "Select some words of the paragraph first.";
      return;
    }
    quote.value = selected;
    told.textContent = `Your comment is about: ${selected}`;
    document.getElementById("text").focus();
  });
})();
