// Small comforts. Every page is complete without them.
(() => {
  "use strict";

  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // A choice in a filter shows its result at once, where htmx can exchange only the result.
  // The pause lets a keyboard user step past choices. Without htmx the button does the work.
  let pause;
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto-submit]");
    if (!form || !window.htmx || !event.target.matches("select")) return;
    clearTimeout(pause);
    pause = setTimeout(() => { if (form.isConnected) form.requestSubmit(); }, 500);
  });
  document.addEventListener("submit", () => clearTimeout(pause));

  // Chart or table: one at a time, remembered in the address.
  const switchViews = (group) => {
    const views = [...group.children].filter((child) => child.dataset.view);
    if (views.length < 2 || group.dataset.ready) return;
    group.dataset.ready = "yes";
    const bar = make("div", { class: "view-switch", role: "group", "aria-label": "Visa som" });
    const buttons = views.map((view) => make("button", { type: "button", "aria-controls": view.id }, view.dataset.view));
    const show = (chosen) => views.forEach((view, index) => {
      view.hidden = index !== chosen;
      buttons[index].setAttribute("aria-pressed", String(index === chosen));
    });
    buttons.forEach((button, index) => button.addEventListener("click", () => {
      show(index);
      history.replaceState(history.state, "", `#${views[index].id}`);
    }));
    bar.append(...buttons);
    group.prepend(bar);
    const remembered = () => views.findIndex((view) => `#${view.id}` === location.hash);
    show(Math.max(remembered(), 0));
    addEventListener("hashchange", () => { if (remembered() >= 0) show(remembered()); });
  };

  // What only works with JavaScript is hidden until it is here.
  const prepare = (root) => {
    root.querySelectorAll("[data-views]").forEach(switchViews);
    root.querySelectorAll("[data-print], [data-shortcuts], [data-toast-close]").forEach((element) => { element.hidden = false; });
    root.querySelectorAll("[data-toast]").forEach((toast) => toast.classList.add("toast--floating"));
  };
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));

  // An address inside something closed opens it, where the browser does not do so by itself.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target?.closest("details:not([open])");
    if (!closed) return;
    closed.open = true;
    target.scrollIntoView();
  };
  reveal();
  addEventListener("hashchange", reveal);

  // The first thing to meet after a faulty form is the list of what to correct.
  document.getElementById("felsammanfattning")?.focus();

  // Shortcuts. "?" can be switched off, for those who dictate or whose keys repeat.
  const dialog = document.getElementById("kortkommandon");
  const off = document.querySelector("[data-shortcuts-off]");
  const stored = (value) => {
    try {
      if (value !== undefined) localStorage.setItem("samsyn-kortkommandon", value);
      return localStorage.getItem("samsyn-kortkommandon");
    } catch { return null; }
  };
  if (off) {
    off.checked = stored() === "av";
    off.addEventListener("change", () => stored(off.checked ? "av" : "på"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && dialog && !off?.checked && !typing(event.target)) {
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts]")) dialog?.showModal();
    if (event.target.closest("[data-print]")) print();
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  });

  // On paper nothing can be opened: definitions are printed open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();
