// What opens a workbook: its password, that of its server, or a Microsoft account.
"use strict";

const LOCKS = {
  password: ["protégé par un mot de passe à l’ouverture", "Donner le mot de passe…", "Celui que l’on tape pour ouvrir le classeur."],
  server: ["sur un serveur (Nextcloud, WebDAV)", "Donner le mot de passe…", "Celui du serveur. Dans Nextcloud : un mot de passe d’application, à créer dans Paramètres, Sécurité."],
  microsoft: ["sur SharePoint ou OneDrive", "Se connecter…", ""],
};
const KEPT = "Il est gardé dans le trousseau de cet ordinateur, jamais dans config.yaml.";

function locksPart() {
  const list = element("ul", { className: "rows" });
  const part = element("div", {}, element("h3", { textContent: "Mots de passe et connexions" }), list);
  asked("locks").then((said) => {
    if (said && !said.locks.length) list.replaceWith(help("Aucun classeur n’a de mot de passe, ni n’est sur un serveur."));
    else list.replaceChildren(...(said?.locks ?? []).map(lockLine));
  });
  return part;
}

function lockLine({ workbook, by }) {
  const [what, open] = LOCKS[by];
  const give = button(open, () => unlocked(workbook, by), "quiet small");
  give.setAttribute("aria-label", `${open} : ${workbook}`);
  return element("li", {}, element("span", { className: "what" }, element("strong", { textContent: workbook }), `, ${what}`), give);
}

// True once what opens it is kept.
const unlocked = (workbook, by) => (by === "microsoft" ? signIn(workbook) : givePassword(workbook, by));

async function givePassword(workbook, by) {
  const password = element("input", { id: "password", type: "password", autocomplete: "off" });
  if (!(await agreed("Mot de passe", "Garder", help(`${LOCKS[by][2]} ${KEPT}`), labelled("Mot de passe", password)))) return false;
  const done = await asked("password", { workbook, password: password.value });
  if (done) tell(done.message, "good");
  return Boolean(done);
}

async function signIn(workbook) {
  const application = element("input", { id: "application", type: "text", autocomplete: "off" });
  const directory = element("input", { id: "directory", type: "text", autocomplete: "off" });
  const once = help("Aucun mot de passe n’est demandé ici : un code sera à taper dans la page de Microsoft. Les deux ID viennent de qui gère Microsoft 365 dans votre organisation ; les laisser vides s’ils ont déjà été donnés.");
  if (!(await agreed("Se connecter à Microsoft", "Demander un code", once, labelled("ID de l’application", application), labelled("ID de l’annuaire", directory)))) return false;
  const said = await asked("sign_in", { workbook, application: application.value, directory: directory.value });
  return said ? codeTyped(said) : false;
}

// The code is shown until it is typed: looked after by itself, and when it is said to be.
async function codeTyped({ page, code }) {
  let last;
  const look = async () => {
    last = await asked("signed_in");
    if (!last || last.message) byId("dialog").close("yes");
  };
  const waiting = setInterval(look, 5000);
  const toPage = element("a", { href: page, target: "_blank", rel: "noopener", textContent: page });
  const left = element("p", { textContent: "Ouvrir " }, toPage, ", y taper ce code, et choisir le compte qui ouvre le classeur :");
  let goesOn = true;
  do {
    goesOn = await agreed("Taper ce code chez Microsoft", "C’est fait", left, element("p", { className: "code", textContent: code }), help(last ? "Microsoft n’a pas encore reçu le code." : ""));
    if (goesOn && !last?.message) await look();
  } while (goesOn && last && !last.message);
  clearInterval(waiting);
  if (last?.message) tell(last.message, "good");
  return Boolean(last?.message);
}
