/* A little work before a form is sent, so that a machine cannot send by the thousand. Without it a person looks first. */
"use strict";

(() => {
  const nonce = document.querySelector("input[name=nonce][data-bits]");
  if (!nonce || !window.crypto?.subtle) return;
  const form = nonce.form;
  const bits = Number(nonce.dataset.bits);
  const encoder = new TextEncoder();
  const hash = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  const begins = (bytes) => {
    let left = bits;
    for (const byte of bytes) {
      if (left <= 0) return true;
      if (left >= 8 ? byte !== 0 : byte >> (8 - left) !== 0) return false;
      left -= 8;
    }
    return true;
  };
  const find = async (words) => {
    const held = [...(await hash(words))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    for (let n = 0; ; n += 64) {
      const tries = Array.from({ length: 64 }, (_, k) => n + k);
      const found = await Promise.all(tries.map((k) => hash(`${k}:${held}`)));
      const at = found.findIndex(begins);
      if (at >= 0) return String(n + at);
    }
  };

  if (nonce.dataset.words) {
    find(nonce.dataset.words).then((found) => (nonce.value = found));
    return;
  }
  let worked = "";
  form.addEventListener("submit", async (event) => {
    const words = form.elements.namedItem("text").value.replaceAll("\r\n", "\n");
    if (nonce.value && worked === words) return;
    event.preventDefault();
    const button = event.submitter;
    nonce.value = await find(words);
    worked = words;
    // Within the turn of the submission that was stopped, browsers ignore another.
    setTimeout(() => form.requestSubmit(button));
  });
})();
