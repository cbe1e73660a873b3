// The fields of the form: drawn from the definition, asked for only where they are relevant, checked by the server.
"use strict";

// Not encrypted: the key could only be the link's secret, which the browser's history keeps beside it. So the page says
// that whoever unlocks the phone can read what waits there.
const kept = (name, otherwise) => JSON.parse(localStorage.getItem(`${name} ${secret}`) ?? "null") ?? otherwise;
const keep = (name, value) => localStorage.setItem(`${name} ${secret}`, JSON.stringify(value));
const touched = new Set();
let asked = null; // the definition of the form
let checking = 0; // the number of the last check sent
let pause = null;

function tell(text, kind = "") {
  byId("status").replaceChildren(...(text ? [element("p", { className: `told ${kind}`, textContent: text })] : []));
  if (text) byId("status").scrollIntoView({ block: "center" });
}

function control(field) {
  const common = { id: field.id, name: field.id };
  const typedIn = { ...common, maxLength: field.most };
  if (field.options.length) {
    return element("select", common, element("option", { value: "", textContent: "" }), ...field.options.map((value) => element("option", { value, textContent: value })));
  }
  if (field.long) return element("textarea", typedIn);
  return element("input", { ...typedIn, type: "text", inputMode: field.digits ? "numeric" : "text", placeholder: field.type === "date" ? "jj/mm/aaaa" : "" });
}

function question(field) {
  const input = control(field);
  input.setAttribute("aria-describedby", `${field.id}-help ${field.id}-problem`);
  if (field.required) input.setAttribute("aria-required", "true");
  for (const event of ["input", "change"]) input.addEventListener(event, typed);
  input.addEventListener("blur", () => { slashes(field, input); touched.add(field.id); typed(); });
  const today = field.today ? [element("button", { type: "button", className: "quiet small today", textContent: "C’était aujourd’hui", onclick: () => { input.value = asked.today; touched.add(field.id); typed(); } })] : [];
  return element("div", { className: "field", id: `${field.id}-field` },
    element("label", { htmlFor: field.id, textContent: field.label + (field.required ? " *" : "") }),
    element("p", { id: `${field.id}-help`, className: "help", textContent: field.help }),
    input, ...today, element("p", { id: `${field.id}-was`, className: "was", hidden: true }), element("p", { id: `${field.id}-problem`, className: "problem", hidden: true }));
}

function slashes(field, input) {
  const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(input.value);
  if (field.type === "date" && digits) input.value = digits.slice(1).join("/");
}

// Whether a question is asked for, by what is typed so far; one that is not asked for holds nothing.
function holds([sign, ...rest]) {
  if (sign === "and") return rest.every(holds);
  if (sign === "or") return rest.some(holds);
  if (sign === "not") return !holds(rest[0]);
  const value = byId(rest[0]) && isAsked(rest[0]) ? byId(rest[0]).value.trim() : "";
  return sign === "filled" ? value !== "" : rest[1].includes(value);
}

function isAsked(id) {
  const field = asked.fields.find((one) => one.id === id);
  return !field?.relevant || holds(field.relevant);
}

function showRelevant() {
  for (const field of asked.fields) if (field.relevant) byId(`${field.id}-field`).hidden = !isAsked(field.id);
}

// What is typed in the fields that are asked for; one that another brought up is there empty too, so that its lack is told.
const texts = () => Object.fromEntries(asked.fields.filter((field) => isAsked(field.id) && (field.relevant || byId(field.id).value.trim())).map(({ id }) => [id, byId(id).value.trim()]));

// A value that is not in the list (« F », « A2/B1 ») is shown as it stands, beside the list: a list that cannot show
// it would be empty, and would say that somebody emptied it.
function showAsItStands(input, text) {
  input.querySelector?.(".own")?.remove();
  if (text && input.options && ![...input.options].some(({ value }) => value === text)) {
    input.append(element("option", { className: "own", value: text, textContent: text }));
  }
  input.value = input.tagName === "INPUT" ? text.replaceAll("\n", " ") : text;
}

// What a check asked before says of the former values is not said of these.
function fill(values) {
  clearTimeout(pause);
  checking += 1;
  for (const { id } of asked.fields) showAsItStands(byId(id), values[id] ?? "");
  showRelevant();
}

function typed() {
  showRelevant();
  if (!changing()) keep("draft", texts());
  clearTimeout(pause);
  pause = setTimeout(check, 400);
}

async function check() {
  const number = ++checking;
  try {
    const { wrong } = await ask("check", { texts: texts() });
    if (number !== checking) return;
    show(wrong, touched);
    relist(wrong);
  } catch { /* without a network nothing is said: the server checks again when it is sent */ }
}

function show(wrong, where) {
  for (const { id } of asked.fields) {
    const problem = where.has(id) ? wrong[id] ?? "" : "";
    byId(`${id}-problem`).textContent = problem;
    byId(`${id}-problem`).hidden = !problem;
    if (problem) byId(id).setAttribute("aria-invalid", "true"); else byId(id).removeAttribute("aria-invalid");
  }
}

function listWrong(wrong) {
  const known = new Set(asked.fields.map(({ id }) => id));
  const goTo = (id) => (event) => { event.preventDefault(); openStepOf(id); byId(id).focus(); };
  const lines = Object.entries(wrong).map(([id, text]) => element("li", {}, known.has(id) ? element("a", { href: `#${id}`, textContent: text, onclick: goTo(id) }) : text));
  byId("summary").replaceChildren(element("p", { textContent: "À corriger avant l’envoi :" }), element("ul", {}, ...lines));
  byId("summary").hidden = !lines.length;
}

function summarise(wrong) {
  listWrong(wrong);
  if (!byId("summary").hidden) byId("summary").focus();
}

// The list goes along with what is corrected, for as long as it is there.
function relist(wrong) {
  if (!byId("summary").hidden) listWrong({ ...lacking(), ...wrong });
}
