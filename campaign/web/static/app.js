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

// How many posts are chosen, and one question before they are cancelled.
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
  return document.querySelector("#main input:checked") || document.activeElement?.matches("input, select, textarea");
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
    if (!busy()) htmx.ajax("GET", location.href, { target: "#fresh", select: "#fresh", swap: "outerMorph" });
  }, 500);
});
