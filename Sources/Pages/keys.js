// Shortcuts, focus on messages, a warning before typing is lost. Every page works without this file.
"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const base = document.body.dataset.base;
  const isVisible = (element) => element.offsetParent !== null;

  // What was just done is where the reader goes on.
  const notice = document.getElementById("notice");
  if (notice && !location.hash) notice.focus();

  // Typing in the field of another value chooses it.
  const chooseWriting = (event) => {
    const box = event.target.closest("[data-write]");
    const radio = box && document.getElementById(box.dataset.write);
    if (radio && !radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  document.addEventListener("input", chooseWriting);
  document.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") chooseWriting(event); });

  // What is typed is not lost by leaving without a word.
  let isTyped = false;
  const typed = (event) => { if (event.target.closest("form[data-keep]")) isTyped = true; };
  document.addEventListener("input", typed);
  document.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });

  // Rows of a list, or the fields of a conflict.
  const rows = () => all("[data-row]").filter(isVisible);
  const rowTarget = (row) => row.querySelector("input[type=radio]:checked, a, input:not([type=hidden]), button, select, textarea") || row;
  const current = () => document.activeElement && document.activeElement.closest("[data-row]");
  const move = (step) => {
    const list = rows();
    if (list.length === 0) return;
    const at = list.indexOf(current());
    const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
    const target = rowTarget(list[next]);
    target.focus();
    list[next].scrollIntoView({ block: "nearest" });
  };
  const field = () => {
    const here = current();
    return here && here.querySelector("input[type=radio]") ? here : rows().find((row) => row.querySelector("input[type=radio]"));
  };
  const choose = (number) => {
    const row = field();
    const radio = row && row.querySelector(`input[data-key="${number}"]`);
    if (!radio) return false;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  const write = () => {
    const row = field();
    const target = row && row.querySelector("[data-write] input:not([type=radio]), [data-write] select, [data-write] textarea");
    if (!target) return false;
    const radio = document.getElementById(target.closest("[data-write]").dataset.write);
    if (radio) radio.checked = true;
    target.focus();
    return true;
  };
  const press = (selector) => {
    const target = document.querySelector(selector);
    if (!target) return false;
    target.focus();
    target.click();
    return true;
  };

  // Who dictates, or leans on the keyboard, can turn the single keys off: for this browser, until turned on again.
  const areKeysOn = () => {
    try { return localStorage.getItem("bygd-keys") !== "off"; } catch { return true; }
  };
  const keySwitch = document.getElementById("keys-switch");
  if (keySwitch) {
    const show = () => { keySwitch.textContent = areKeysOn() ? keySwitch.dataset.on : keySwitch.dataset.off; };
    keySwitch.addEventListener("click", () => {
      try { localStorage.setItem("bygd-keys", areKeysOn() ? "off" : "on"); } catch { return; }
      show();
    });
    show();
    keySwitch.hidden = false;
  }

  const isTyping = (element) =>
    element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
    (element.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(element.type));

  document.addEventListener("keydown", (event) => {
    // Keys with others held down belong to the browser and to screen readers.
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (!areKeysOn()) return;
    const isRadio = event.target.type === "radio";
    let done = true;
    switch (event.key) {
      case "j": move(1); break;
      case "k": move(-1); break;
      // Within radio buttons the arrows are the browser's own.
      case "ArrowDown": if (!isRadio && current()) move(1); else done = false; break;
      case "ArrowUp": if (!isRadio && current()) move(-1); else done = false; break;
      case "o": done = write(); break;
      case "s": done = press("button[value=solve], button[value=propose]"); break;
      case "d": done = press("button[value=draft]"); break;
      case "n": done = press("button[value=next], a[rel=next]"); break;
      case "u": {
        const undo = document.getElementById("undo");
        done = undo !== null;
        if (undo) undo.focus();
        break;
      }
      case "i": done = base !== undefined; if (done) location.assign(base + "/inbox"); break;
      case "/": {
        const search = document.querySelector("input[type=search]");
        done = search !== null;
        if (search) search.focus();
        break;
      }
      case "?": done = base !== undefined; if (done) location.assign(base + "/help#keys"); break;
      default: done = /^[1-9]$/.test(event.key) && choose(event.key);
    }
    if (done) event.preventDefault();
  });
})();
