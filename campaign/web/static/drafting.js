// A post's words light up in the article beside it, and a post is split where the cursor is.
"use strict";

function light(event) {
  const post = event.target.closest?.("[data-post]")?.dataset.post;
  for (const mark of document.querySelectorAll("mark[data-posts]")) {
    mark.classList.toggle("lit", post !== undefined && mark.dataset.posts.split(" ").includes(post));
  }
}
document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);

// The cursor counts in UTF-16; the desk in code points. A text that was changed is saved first.
function offer() {
  for (const button of document.querySelectorAll("[data-split][hidden]")) {
    button.hidden = false;
    button.form.elements.at.disabled = false;
  }
}
document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-split]")?.form;
  if (!form) return;
  const { text, at } = form.elements;
  at.value = [...text.value.slice(0, text.selectionStart)].length;
  if (text.value !== text.dataset.said) {
    event.preventDefault();
    text.setCustomValidity("Save the text first, then split it.");
    text.reportValidity();
  }
}, true);
document.addEventListener("input", (event) => event.target.setCustomValidity?.(""));
document.addEventListener("htmx:after:swap", offer);
offer();
