/**
 * Le menu « {{ menu }} » dans le classeur Google du programme {{ programme }}. Écrit par « sheets-sync setup --apps-script ».
 *
 * Pour l'installer, une fois, par la personne à qui le classeur appartient :
 *   1. Ouvrir le classeur, puis Extensions > Apps Script.
 *   2. Effacer ce qui s'y trouve, coller tout ce fichier, enregistrer (Ctrl+S).
 *   3. Recharger le classeur : le menu « {{ menu }} » apparaît à droite de « Aide ».
 *   4. À la première utilisation, Google demande une autorisation : l'accepter.
 * Le script ne lit et ne change que ce classeur, n'envoie rien ailleurs et ne touche à aucune saisie : il montre, cache et déplace le curseur.
 */
const DEBUT = {{ start | tojson }};
const PRODUITS = {{ generated | tojson }};
const TITRES_SORTIE = {{ exit_titles | tojson }};
const LIGNES_DE_TITRE = 12; // un titre de colonne est cherché dans les premières lignes

function onOpen() {
  SpreadsheetApp.getUi()
    .createMenu({{ menu | tojson }})
    .addItem('Vérifier mon onglet', 'verifierMonOnglet')
    .addItem('Remarque suivante', 'remarqueSuivante')
    .addSeparator()
    .addItem('Masquer les parcours terminés', 'masquerTermines')
    .addItem('Tout afficher', 'toutAfficher')
    .addToUi();
}

/** Les cellules de l'onglet qui portent une remarque, de gauche à droite et de haut en bas. */
function remarques(feuille) {
  const trouvees = [];
  feuille.getDataRange().getNotes().forEach((ligne, l) =>
    ligne.forEach((note, c) => {
      if (note.indexOf(DEBUT) === 0) trouvees.push({ ligne: l + 1, colonne: c + 1, texte: note.substring(DEBUT.length).split('\n')[0] });
    })
  );
  return trouvees;
}

function verifierMonOnglet() {
  const feuille = SpreadsheetApp.getActiveSheet();
  if (PRODUITS.indexOf(feuille.getName()) >= 0) return dire('Se placer d\'abord dans l\'onglet de sa structure.');
  const trouvees = remarques(feuille);
  if (!trouvees.length) return dire('Rien à corriger dans « ' + feuille.getName() + ' ». Merci !');
  aller(feuille, trouvees[0]);
  const lignes = trouvees.slice(0, 20).map((r) => adresse(r) + ' : ' + r.texte);
  if (trouvees.length > 20) lignes.push('… et ' + (trouvees.length - 20) + ' autres.');
  SpreadsheetApp.getUi().alert(
    trouvees.length === 1 ? '1 cellule à revoir' : trouvees.length + ' cellules à revoir',
    lignes.join('\n\n') + '\n\nLe menu « Remarque suivante » passe de l\'une à l\'autre.',
    SpreadsheetApp.getUi().ButtonSet.OK
  );
}

function remarqueSuivante() {
  const feuille = SpreadsheetApp.getActiveSheet();
  const trouvees = remarques(feuille);
  if (!trouvees.length) return dire('Rien à corriger dans « ' + feuille.getName() + ' ». Merci !');
  const ici = SpreadsheetApp.getCurrentCell();
  const apres = trouvees.filter((r) => r.ligne > ici.getRow() || (r.ligne === ici.getRow() && r.colonne > ici.getColumn()));
  const choisie = apres[0] || trouvees[0];
  aller(feuille, choisie);
  dire(adresse(choisie) + ' : ' + choisie.texte);
}

/** Cache les lignes dont la date de sortie est passée ; rien n'est effacé. */
function masquerTermines() {
  const feuille = SpreadsheetApp.getActiveSheet();
  const valeurs = feuille.getDataRange().getValues();
  const place = colonneDeSortie(valeurs);
  if (!place) return dire('Aucune colonne « ' + TITRES_SORTIE[0] + ' » dans cet onglet.');
  const maintenant = new Date();
  let cachees = 0;
  for (let l = place.ligne + 1; l < valeurs.length; l++) {
    const jour = valeurs[l][place.colonne];
    if (Object.prototype.toString.call(jour) === '[object Date]' && jour <= maintenant) {
      feuille.hideRows(l + 1);
      cachees++;
    }
  }
  dire(cachees + (cachees > 1 ? ' parcours terminés masqués' : ' parcours terminé masqué') + '. « Tout afficher » les remontre.');
}

function toutAfficher() {
  const feuille = SpreadsheetApp.getActiveSheet();
  feuille.showRows(1, feuille.getMaxRows());
}

function colonneDeSortie(valeurs) {
  for (let l = 0; l < Math.min(LIGNES_DE_TITRE, valeurs.length); l++) {
    for (let c = 0; c < valeurs[l].length; c++) {
      if (TITRES_SORTIE.map(plier).indexOf(plier(String(valeurs[l][c]))) >= 0) return { ligne: l, colonne: c };
    }
  }
  return null;
}

/** Le texte sans accents, majuscules, ni espaces en trop. */
function plier(texte) {
  return texte.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
}

function aller(feuille, remarque) {
  feuille.setActiveSelection(feuille.getRange(remarque.ligne, remarque.colonne));
}

function adresse(remarque) {
  let lettres = '';
  for (let n = remarque.colonne; n > 0; n = Math.floor((n - 1) / 26)) lettres = String.fromCharCode(65 + ((n - 1) % 26)) + lettres;
  return lettres + remarque.ligne;
}

function dire(texte) {
  SpreadsheetApp.getActiveSpreadsheet().toast(texte, {{ menu | tojson }}, 8);
}
