// The frame of the window: its parts, what is said, questions in a dialog, work that takes a while.
"use strict";

const parts = {}; // name → what draws it when it is opened
const LOST = "Le programme ne répond plus : fermer cette page et relancer.";

function tell(text, kind = "") {
  byId("status").replaceChildren(...(text ? [element("p", { className: `told lines ${kind}`, textContent: text })] : []));
}

let programme; // the one that this page shows: another page may open another

// Ask about the programme shown here.
const ofIt = (path, data) => ask(path, { ...data, of: programme });

async function whichProgramme() {
  programme = undefined;
  const said = await asked("about");
  programme = said?.of;
  return said;
}

// Ask the program; what goes wrong is said, and undefined given back.
async function asked(path, data = {}) {
  try {
    return await ofIt(path, data);
  } catch (error) {
    tell(error.told ?? LOST, "bad");
    return undefined;
  }
}

async function open(part, focus = true) {
  tell("");
  for (const section of document.querySelectorAll("main > .part")) section.hidden = section.id !== part;
  for (const button of byId("nav").children) {
    if (button.dataset.part === part) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  if (focus) byId(`${part}-title`).focus();
  await parts[part]();
}

const button = (text, onclick, className = "") => element("button", { type: "button", textContent: text, className, onclick });

const link = (text, path, data) => button(text, async () => tell((await asked(path, data))?.message ?? byId("status").textContent), "link");

// Whoever works by keyboard reads on at what was found.
function goTo(result) {
  result.tabIndex = -1;
  result.focus();
}

// What the keyboard stood on may be drawn anew, or barred while work is under way: it goes on from
// there once it is back, else from what is said, else from the head of the part.
let stoodOn = null;
addEventListener("focusin", ({ target }) => { stoodOn = target; });
addEventListener("pointerdown", () => { stoodOn = null; });
new MutationObserver(() => setTimeout(findFocus)).observe(byId("main"), { childList: true, subtree: true, attributeFilter: ["hidden", "disabled"] });

function findFocus() {
  if (document.activeElement !== document.body || !stoodOn || byId("dialog").open || !byId("working").hidden) return;
  if (stoodOn.isConnected && !stoodOn.disabled && stoodOn.offsetParent) stoodOn.focus();
  else goTo(byId("status").firstChild ?? document.querySelector("main > .part:not([hidden]) h2"));
}

const help = (text) => element("p", { className: "help", textContent: text });

function labelled(label, input, inline = false) {
  return element("div", { className: inline ? "field inline" : "field" }, element("label", { htmlFor: input.id, textContent: label }), input);
}

const choice = (id, values, first = "") => element("select", { id }, element("option", { value: "", textContent: first }), ...values.map(([value, label]) => element("option", { value, textContent: label })));

const counted = (count, one, many = `${one}s`) => `${count} ${count > 1 ? many : one}`;

const TO_TYPE = "input[type=text], input[type=email], input[type=password]";
const TO_FILL = `${TO_TYPE}, select`;

// A question; true where it is answered with yes. Escape and « Annuler » are no. One that asks for
// something opens there, and Enter after what is typed is yes.
function agreed(title, yes, ...inside) {
  const dialog = byId("dialog");
  byId("dialog-title").textContent = title;
  byId("dialog-text").replaceChildren(...inside);
  byId("dialog-yes").textContent = yes;
  dialog.showModal();
  (byId("dialog-text").querySelector(TO_FILL) ?? byId("dialog-no")).focus();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.returnValue = "";
    dialog.onkeydown = (event) => {
      if (event.key !== "Enter" || !event.target.matches(TO_TYPE)) return;
      event.preventDefault();
      dialog.close("yes");
    };
    byId("dialog-yes").onclick = () => dialog.close("yes");
    byId("dialog-no").onclick = () => dialog.close("");
  });
}

// Work that takes a while: how far it is, then its result; undefined where it failed.
async function work(data, path = "run") {
  tell("");
  working(true);
  try {
    await ofIt(path, data);
    for (;;) {
      const { step, share, done, error, result } = await ofIt("progress");
      byId("step").textContent = step;
      byId("progress").value = share;
      if (done) {
        working(false);
        if (error) tell(error, "bad");
        return error ? undefined : result;
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  } catch (error) {
    working(false);
    tell(error.told ?? LOST, "bad");
    return undefined;
  }
}

function working(yes) {
  byId("working").hidden = !yes;
  for (const one of document.querySelectorAll("main .part button, nav button")) one.disabled = yes;
}
