// Keys for the list of tasks. Everything they do can be done without them.
"use strict";

(() => {
  const lines = [...document.querySelectorAll(".work tbody tr:not(.work-group)")];
  const search = document.getElementById("words");
  const keys = document.getElementById("keys");

  const here = () => lines.findIndex((line) => line.contains(document.activeElement));

  function go(step) {
    const next = Math.min(Math.max(here() + step, 0), lines.length - 1);
    lines[next]?.querySelector(".work-link").focus();
  }

  const deeds = {
    j: () => go(1),
    k: () => go(here() < 0 ? 0 : -1),
    n: () => lines[here()]?.querySelector("[data-note]")?.click(),
    x: () => lines[here()]?.querySelector(".work-choose input")?.click(),
    "/": () => search?.focus(),
    "?": () => {
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || !deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  });
})();
