-- Every figure a second time, in plain SQL over `export`: one query for all, independent of the Python and of indicators.yaml.
-- p: the export as text ('' for nothing); k: the kind of each SIAE; f: the tab Financements; :start, :end: the period; :siae: a member, or NULL for the whole.
WITH clean AS (
  SELECT siae, person, sexe, qpv, protection, motif_sortie AS motif, frein_langue, frein_logement, frein_mobilite, frein_sante,
    frein_garde_enfants, frein_numerique, frein_administratif, frein_budget, CAST(NULLIF(heures_francais, '') AS REAL) AS hf,
    CAST(NULLIF(heures_numerique, '') AS REAL) AS hn, CAST(NULLIF(visites_metiers, '') AS REAL) AS visites, CAST(NULLIF(stages, '') AS REAL) AS stages,
    CAST(NULLIF(sortie_duree_mois, '') AS REAL) AS duree, CAST(NULLIF(heures_hebdo, '') AS REAL) AS hh,
    (SELECT kind FROM k WHERE k.siae = p.siae) AS kind, CAST(NULLIF(row, '') AS INTEGER) AS row_, tab, a_corriger, modifiee_le,
    CASE WHEN length(date_entree) = 10 THEN date_entree END AS entree, CASE WHEN length(date_sortie) = 10 THEN date_sortie END AS sortie,
    CASE WHEN length(date_naissance) = 10 THEN date_naissance END AS naissance, date_sortie AS sortie_tapee,
    CASE WHEN length(contrat_debut) = 10 THEN contrat_debut END AS contrat_debut, CASE WHEN length(contrat_fin) = 10 THEN contrat_fin END AS contrat_fin, CASE WHEN length(pass_iae_fin) = 10 THEN pass_iae_fin END AS pass_fin,
    CASE WHEN length(titre_sejour_fin) = 10 THEN titre_sejour_fin END AS titre_fin, CASE WHEN length(dernier_entretien) = 10 THEN dernier_entretien END AS vu, dernier_entretien AS vu_tape,
    instr('|Non communicant|Alpha|A1.1|A1|A2|B1|B2|C1|C2|', '|' || niveau_francais_entree || '|') * (niveau_francais_entree <> '') AS niveau_avant,
    instr('|Non communicant|Alpha|A1.1|A1|A2|B1|B2|C1|C2|', '|' || niveau_francais_actuel || '|') * (niveau_francais_actuel <> '') AS niveau_apres,
    ((date_naissance <> '') + (sexe <> '') + (protection <> '') + (titre_sejour_fin <> '') + (date_entree <> '') + (contrat_type <> '') + (contrat_debut <> '')
     + (contrat_fin <> '') + (heures_hebdo <> '') + (pass_iae <> '') + (niveau_francais_entree <> '') + (referent <> '') + (nom <> '') + (prenom <> '')) / 14.0 AS remplies
  FROM p
), aged AS (
  SELECT *, CASE WHEN naissance IS NULL OR entree IS NULL THEN NULL ELSE
      CAST(strftime('%Y', entree) AS INTEGER) - CAST(strftime('%Y', naissance) AS INTEGER) - (strftime('%m-%d', entree) < strftime('%m-%d', naissance)) END AS age,
    (SELECT count(*) FROM clean b WHERE b.person = a.person AND b.siae <> a.siae AND a.motif = 'Autre SIAE'
       AND julianday(b.entree) - julianday(a.sortie) BETWEEN -31 AND 62) > 0 AS part_ailleurs,
    (SELECT count(*) FROM clean b WHERE b.person = a.person AND b.siae <> a.siae AND b.motif = 'Autre SIAE'
       AND julianday(a.entree) - julianday(b.sortie) BETWEEN -31 AND 62) > 0 AS vient_d_ailleurs,
    (SELECT count(*) FROM clean b WHERE b.person = a.person AND b.siae = a.siae AND b.tab = a.tab AND b.contrat_debut > a.contrat_debut
       AND b.entree = a.entree AND b.sortie_tapee = a.sortie_tapee AND b.motif = a.motif) > 0 AS suivi
  FROM clean a
), stayed AS (
  SELECT *, (strftime('%Y', sortie) - strftime('%Y', entree)) * 12 + strftime('%m', sortie) - strftime('%m', entree)
      + (strftime('%d', sortie) - strftime('%d', entree)) / 31.0 AS sejour
  FROM aged
), sorted AS (
  SELECT *, motif IN ('Déménagement', 'Maladie longue', 'Rupture en période d''essai', 'Détention', 'Décès', 'Retraite') AS neutre,
    coalesce(kind IN ('ACI', 'EI') AND sejour <= 2.65, 0)
      OR coalesce(hh * sejour * 365.25 / 84 < CASE WHEN kind IN ('AI', 'ETTI') THEN 150 ELSE 1 END, 0) AS trop_peu,
    motif IN ('CDD', 'Intérim', 'Alternance') AND duree IS NULL AS sans_duree,
    motif = 'CDI' OR motif IN ('CDD', 'Intérim', 'Alternance') AND coalesce(duree > 6, 0) OR motif IN ('Création d''entreprise', 'Fonction publique') AS durable,
    motif = 'Contrat aidé' OR motif IN ('CDD', 'Intérim', 'Alternance') AND coalesce(duree <= 6, 0) AS transition,
    motif IN ('Formation qualifiante', 'Formation pré-qualifiante', 'Autre SIAE') AS positive_etat,
    motif IN ('CDI', 'Formation qualifiante') OR motif = 'CDD' AND coalesce(duree > 6, 0) AS positive,
    motif IN ('Intérim', 'Alternance') AND coalesce(duree > 6, 0) OR motif IN ('Création d''entreprise', 'Fonction publique') AS a_part
  FROM stayed
), rows_ AS (
  SELECT *, entree <= :end AND (sortie > :end OR sortie_tapee = '' AND motif = '') AS present,
    entree <= :end AND (sortie >= :start OR sortie_tapee = '' AND motif = '') AS accompagne,
    entree BETWEEN :start AND :end AS entre, sortie BETWEEN :start AND :end AND NOT suivi AS saisie,
    sortie BETWEEN :start AND :end AND NOT suivi AND NOT part_ailleurs AS sort_,
    sortie BETWEEN :start AND :end AND NOT suivi AND motif <> '' AND NOT neutre AND NOT part_ailleurs AND NOT sans_duree AS comptee,
    sortie BETWEEN :start AND :end AND NOT suivi AND motif <> '' AND NOT neutre AND NOT trop_peu AS constatee,
    sortie <= :end AND (motif = '' OR neutre OR part_ailleurs OR sans_duree) AS hors
  FROM sorted WHERE :siae IS NULL OR siae = :siae
)
SELECT
  count(DISTINCT CASE WHEN present THEN person END) AS participants,
  count(DISTINCT CASE WHEN entree <= :end THEN person END) AS participants_origine,
  count(DISTINCT CASE WHEN present AND sexe = 'Femme' THEN person END) * 1.0 / count(DISTINCT CASE WHEN present AND sexe <> '' THEN person END) AS participants_femmes,
  count(DISTINCT CASE WHEN present AND age < 26 THEN person END) * 1.0 / count(DISTINCT CASE WHEN present AND age IS NOT NULL THEN person END) AS participants_moins_26,
  count(DISTINCT CASE WHEN present AND age >= 50 THEN person END) * 1.0 / count(DISTINCT CASE WHEN present AND age IS NOT NULL THEN person END) AS participants_50_plus,
  count(DISTINCT CASE WHEN present AND qpv = 'oui' THEN person END) * 1.0 / count(DISTINCT CASE WHEN present AND qpv <> '' THEN person END) AS participants_qpv,
  count(DISTINCT CASE WHEN accompagne THEN person END) AS personnes_accompagnees,
  count(DISTINCT CASE WHEN entre AND NOT vient_d_ailleurs THEN person END) AS entrees,
  sum(coalesce(sort_, 0)) AS sorties,
  avg(CASE WHEN sort_ THEN round((strftime('%Y', sortie) - strftime('%Y', entree)) * 12 + strftime('%m', sortie) - strftime('%m', entree) + (strftime('%d', sortie) - strftime('%d', entree)) / 31.0, 1) END) AS duree_moyenne,
  sum(coalesce(saisie, 0)) AS sorties_saisies,
  sum(coalesce(comptee, 0)) AS sorties_comptees,
  sum(coalesce(saisie AND part_ailleurs, 0)) AS transferts,
  sum(coalesce(comptee AND positive, 0)) AS sorties_positives,
  sum(coalesce(comptee AND positive, 0)) * 1.0 / nullif(sum(coalesce(comptee, 0)), 0) AS taux_sorties_positives,
  sum(coalesce(comptee AND a_part, 0)) AS sorties_a_part,
  sum(coalesce(saisie AND motif <> '' AND neutre AND NOT part_ailleurs, 0)) AS sorties_neutralisees,
  sum(coalesce(saisie AND motif = '', 0)) AS sorties_sans_motif,
  sum(coalesce(saisie AND sans_duree, 0)) AS sorties_sans_duree,
  sum(coalesce(constatee AND (durable OR transition OR positive_etat OR sans_duree), 0)) AS sorties_dynamiques,
  sum(coalesce(constatee AND (durable OR transition OR positive_etat OR sans_duree), 0)) * 1.0 / nullif(sum(coalesce(constatee, 0)), 0) AS taux_sorties_dynamiques,
  sum(coalesce(constatee AND durable, 0)) * 1.0 / nullif(sum(coalesce(constatee AND NOT sans_duree, 0)), 0) AS taux_emploi_durable,
  sum(coalesce(constatee AND transition, 0)) * 1.0 / nullif(sum(coalesce(constatee AND NOT sans_duree, 0)), 0) AS taux_emploi_transition,
  sum(coalesce(constatee AND positive_etat, 0)) * 1.0 / nullif(sum(coalesce(constatee, 0)), 0) AS taux_sortie_formation,
  count(DISTINCT CASE WHEN date(entree, '+18 months') <= :end AND NOT coalesce(hors, 0) AND positive AND sortie <= :end THEN person END) * 1.0
    / nullif(count(DISTINCT CASE WHEN date(entree, '+18 months') <= :end AND NOT coalesce(hors, 0) THEN person END), 0) AS taux_positif_18_mois,
  count(DISTINCT CASE WHEN date(entree, '+6 months') <= :end AND NOT coalesce(hors, 0) AND positive AND sortie <= :end AND sortie <= date(entree, '+6 months') THEN person END) * 1.0
    / nullif(count(DISTINCT CASE WHEN date(entree, '+6 months') <= :end AND NOT coalesce(hors, 0) THEN person END), 0) AS taux_positif_en_6_mois,
  count(DISTINCT CASE WHEN date(entree, '+12 months') <= :end AND NOT coalesce(hors, 0) AND positive AND sortie <= :end AND sortie <= date(entree, '+12 months') THEN person END) * 1.0
    / nullif(count(DISTINCT CASE WHEN date(entree, '+12 months') <= :end AND NOT coalesce(hors, 0) THEN person END), 0) AS taux_positif_en_12_mois,
  count(DISTINCT CASE WHEN date(entree, '+18 months') <= :end AND NOT coalesce(hors, 0) AND positive AND sortie <= :end AND sortie <= date(entree, '+18 months') THEN person END) * 1.0
    / nullif(count(DISTINCT CASE WHEN date(entree, '+18 months') <= :end AND NOT coalesce(hors, 0) THEN person END), 0) AS taux_positif_en_18_mois,
  count(DISTINCT CASE WHEN date(entree, '+24 months') <= :end AND NOT coalesce(hors, 0) AND positive AND sortie <= :end AND sortie <= date(entree, '+24 months') THEN person END) * 1.0
    / nullif(count(DISTINCT CASE WHEN date(entree, '+24 months') <= :end AND NOT coalesce(hors, 0) THEN person END), 0) AS taux_positif_en_24_mois,
  count(DISTINCT CASE WHEN accompagne AND niveau_avant > 0 AND niveau_apres > niveau_avant THEN person END) * 1.0
    / nullif(count(DISTINCT CASE WHEN accompagne AND niveau_avant > 0 AND niveau_apres > 0 THEN person END), 0) AS progression_francais,
  avg(CASE WHEN present THEN hf END) AS heures_francais_moyenne,
  avg(CASE WHEN present THEN hn END) AS heures_numerique_moyenne,
  coalesce(sum(CASE WHEN present THEN visites END), 0) AS visites_metiers_total,
  coalesce(sum(CASE WHEN present THEN stages END), 0) AS stages_total,
  count(DISTINCT CASE WHEN present AND NOT suivi AND contrat_fin BETWEEN :end AND date(:end, '+60 days') THEN person END) AS contrats_finissant,
  count(DISTINCT CASE WHEN present AND pass_fin BETWEEN :end AND date(:end, '+90 days') THEN person END) AS pass_finissant,
  count(DISTINCT CASE WHEN present AND titre_fin BETWEEN :end AND date(:end, '+90 days') THEN person END) AS titres_finissant,
  count(DISTINCT CASE WHEN present AND (vu < date(:end, '-60 days') OR vu_tape = '' AND entree < date(:end, '-60 days')) THEN person END) AS sans_entretien,
  count(*) AS lignes_saisies,
  avg(remplies) AS completude,
  count(DISTINCT CASE WHEN accompagne AND frein_langue = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_langue NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_langue,
  count(DISTINCT CASE WHEN accompagne AND frein_logement = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_logement NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_logement,
  count(DISTINCT CASE WHEN accompagne AND frein_mobilite = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_mobilite NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_mobilite,
  count(DISTINCT CASE WHEN accompagne AND frein_sante = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_sante NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_sante,
  count(DISTINCT CASE WHEN accompagne AND frein_garde_enfants = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_garde_enfants NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_garde_enfants,
  count(DISTINCT CASE WHEN accompagne AND frein_numerique = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_numerique NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_numerique,
  count(DISTINCT CASE WHEN accompagne AND frein_administratif = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_administratif NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_administratif,
  count(DISTINCT CASE WHEN accompagne AND frein_budget = 'Levé' THEN person END) * 1.0 / nullif(count(DISTINCT CASE WHEN accompagne AND frein_budget NOT IN ('', 'Aucun') THEN person END), 0) AS freins_leves_budget,
  sum(CAST(a_corriger AS INTEGER)) AS anomalies,
  min(CASE WHEN modifiee_le <> '' AND modifiee_le <= :end THEN julianday(:end) - julianday(modifiee_le) END) AS dernier_changement,
  (SELECT coalesce(sum(accorde), 0) FROM f WHERE debut <= :end AND fin >= :end) AS accorde,
  (SELECT coalesce(sum(recu), 0) FROM f WHERE debut <= :end AND fin >= :end) AS recu,
  (SELECT coalesce(sum(depense), 0) FROM f WHERE debut <= :end AND fin >= :end) AS depense
FROM rows_
