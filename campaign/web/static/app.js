// What is nicer with JavaScript; every page does its work without it.
"use strict";

const live = document.getElementById("live");

// Countdowns go on by themselves. Their words are those of campaign/web/rendering.py.
function long(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `${days} day${days > 1 ? "s" : ""}${hours ? ` ${hours} h` : ""}`;
  if (hours) return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes ? `${minutes} min` : `${Math.floor(seconds)} s`;
}
// The server's clock counts, not this machine's.
const ahead = Date.now() - Date.parse(document.documentElement.dataset.now);
function tick() {
  for (const one of document.querySelectorAll("time[data-until], time[data-since]")) {
    const left = (Date.parse(one.dateTime) + ahead - Date.now()) / 1000;
    one.textContent = Math.abs(left) < 1 ? "now" : left > 0 ? `in ${long(left)}` : `${long(-left)} ago`;
  }
}
setInterval(() => document.hidden || tick(), 1000);

// How many posts are chosen, and one question before a whole page of them is approved.
function count() {
  const label = document.querySelector("[data-count]");
  const chosen = document.querySelectorAll("input[name=ids]:checked").length;
  if (label) label.textContent = chosen ? `${chosen} chosen:` : "Chosen posts:";
}
document.addEventListener("change", count);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !confirm(button.dataset.confirm)) event.preventDefault();
}, true);

// Something has changed: show it, unless somebody is at work on what is shown.
function busy() {
  const written = [...document.querySelectorAll("#main textarea")].some((one) => one.value !== one.defaultValue);
  return written || document.querySelector("#main input:checked, dialog[open], .dragged") || document.activeElement?.matches("input, select, textarea");
}
let waiting = false;
live?.addEventListener("changed", () => {
  const fresh = document.getElementById("fresh"), stale = document.getElementById("stale");
  if (!fresh || waiting) return;
  if (busy()) {
    if (stale) stale.hidden = false;
    return;
  }
  waiting = true;
  setTimeout(() => {
    waiting = false;
    // Of the page only the rows are taken: what it has to say is left for the page that a person asked for (flashes.py).
    if (!busy()) htmx.ajax("GET", location.href, { target: "#fresh", select: "#fresh", swap: "outerMorph" });
  }, 500);
});

// A post is dragged to another day of the calendar, or onto another of its account in the queue.
let dragged = null;
function place(event) {
  const over = dragged && event.target.closest("[data-drop], [data-lane]");
  if (!over || over === dragged || over.dataset.lane !== dragged.dataset.lane) return null;
  return over;
}
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[draggable=true]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  dragged.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = place(event);
  for (const one of document.querySelectorAll(".over")) if (one !== over) one.classList.remove("over");
  if (!over) return;
  event.preventDefault();
  over.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const over = place(event);
  if (!over) return;
  event.preventDefault();
  if (over.dataset.drop) put(number(dragged), over, event);
  else swap(number(dragged), number(over));
});
document.addEventListener("dragend", () => {
  for (const one of document.querySelectorAll(".over, .dragged")) one.classList.remove("over", "dragged");
  dragged = null;
});
function number(post) {
  return post.id.replace("post-", "");
}
function put(id, cell, event) {
  const form = document.getElementById("drop"), box = cell.getBoundingClientRect();
  const quarter = Math.min(3, Math.max(0, Math.floor(4 * (event.clientY - box.top) / box.height)));
  form.elements.id.value = id;
  form.elements.day.value = cell.dataset.drop;
  form.elements.at.value = cell.dataset.hour ? `${cell.dataset.hour}:${String(15 * quarter).padStart(2, "0")}` : "";
  form.requestSubmit();
}
function swap(one, other) {
  const button = document.getElementById("swap");
  button.value = `${one}-${other}`;
  button.click();
}

// “Move…” asks in a dialog; without JavaScript it leads to the post's own page.
document.addEventListener("click", (event) => {
  const dialog = document.getElementById("move"), link = event.target.closest("[data-move]");
  if (event.target.closest("[data-close]")) dialog.close();
  if (!dialog || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = dialog.querySelector("form");
  form.elements.id.value = link.dataset.move;
  form.elements.when.value = link.dataset.wall;
  dialog.querySelector("[data-zone]").textContent = link.dataset.zone ?? dialog.dataset.home;
  dialog.querySelector("[data-said]").textContent = document.querySelector(`#post-${link.dataset.move} .words, #post-${link.dataset.move} .text`)?.textContent.trim() ?? "";
  dialog.showModal();
  form.elements.when.focus();
});
