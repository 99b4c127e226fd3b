// Loads the viewer of diagrams, and with it the diagram of a case, only when somebody unfolds it.
"use strict";

for (const fold of document.querySelectorAll("details[data-viewer]")) {
  fold.addEventListener(
    "toggle",
    () => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = fold.dataset.style;
      const viewer = document.createElement("script");
      viewer.src = fold.dataset.viewer;
      document.head.append(style, viewer);
    },
    { once: true },
  );
}
