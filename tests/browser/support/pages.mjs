// Every page that a person can see, in the states that look different: what pages.test.mjs measures.
//
// `pictures` are those that customers sent, beside what the page itself needs. `path` is opened; `status` is what it answers (200 unless told); `then` brings the page into its state.

import {
  askForSlots,
  beRefused,
  changedMeanwhile,
  noteDanger,
  noteInternally,
  openPalette,
  openPostIt,
  openTheFirst,
  previewMany,
  searchInVain,
  searchWhileTyping,
  sentAsItIs,
  takeInHand,
} from './page_actions.mjs';
import { ring } from './rings.mjs';

/** `known`: what the demo office's database holds, see `lookUp`. */
export function officePages(known) {
  return [
    { name: 'ma-journee', path: '/' },
    { name: 'appels', path: '/appels' },
    { name: 'appels-manques', path: '/appels?vue=manques' },
    { name: 'appels-tous', path: '/appels?vue=tous' },
    { name: 'appels-veille', path: '/appels/veille' },
    { name: 'appel-nouveau', path: '/appels/nouveau' },
    { name: 'appel-client', path: `/appels/${known.callOfDupont}` },
    { name: 'appel-client-motif', path: `/appels/${known.callOfDupont}`, then: askForSlots },
    { name: 'appel-inconnu', path: `/appels/${known.callOfStranger}?q=dupont` },
    { name: 'appel-erreurs', path: `/appels/${known.callOfStranger}`, then: sentAsItIs('#call-form') },
    { name: 'appel-danger', path: `/appels/${known.callOfStranger}`, then: noteDanger },
    { name: 'promesses', path: '/promesses' },
    { name: 'promesses-suite', path: '/promesses', then: openTheFirst('.row-more > summary') },
    { name: 'promesses-tenues', path: '/promesses?vue=tenues' },
    { name: 'promesse', path: `/promesses/${known.promise}` },
    { name: 'journee-fin', path: '/journee/fin' },
    { name: 'relais', path: '/relais' },
    { name: 'relais-collegue', path: `/relais/${known.colleague}` },
    { name: 'post-it', path: '/post-it' },
    { name: 'post-it-lu', path: '/post-it?texte=rappeler%20dupont%20devis%20vendredi%2010h' },
    { name: 'post-it-ferie', path: '/post-it?texte=rappeler%20M.%20Bernachon%20le%2025%20d%C3%A9cembre' },
    { name: 'post-it-fenetre', path: '/appels', then: openPostIt },
    { name: 'demandes', path: '/demandes' },
    { name: 'demandes-cochees', path: '/demandes?vue=toutes', then: openTheFirst('.row-choice') },
    { name: 'demandes-filtre', path: '/demandes?vue=filtre&etat=a-planifier' },
    { name: 'demandes-erreurs', path: '/demandes?vue=toutes', then: sentAsItIs('#bulk') },
    { name: 'demandes-tableau', path: '/demandes/tableau' },
    { name: 'demande', path: `/demandes/${known.openTicket}` },
    { name: 'demande-attente', path: `/demandes/${known.pausedTicket}` },
    { name: 'demande-erreurs', path: `/demandes/${known.openTicket}`, then: sentAsItIs('form[action$="/attente"]') },
    { name: 'demande-conflit', path: `/demandes/${known.openTicket}`, then: changedMeanwhile },
    { name: 'demande-note', path: `/demandes/${known.openTicket}`, then: noteInternally },
    {
      name: 'demande-reponse-erreurs',
      path: `/demandes/${known.openTicket}`,
      then: sentAsItIs('#composer'),
    },
    { name: 'demande-planifiee', path: `/demandes/${known.plannedTicket}` },
    { name: 'courrier', path: '/courrier' },
    { name: 'courrier-de-cote', path: '/courrier?vue=de-cote' },
    { name: 'courrier-tous', path: '/courrier?vue=tous' },
    { name: 'courrier-inconnu', path: `/courrier/${known.strangersMail}?q=dupont` },
    {
      name: 'courrier-erreurs',
      path: `/courrier/${known.strangersMail}`,
      then: sentAsItIs('form.form[action$="/demande"]'),
    },
    { name: 'courrier-photo', path: `/courrier/${known.mailWithPhoto}` },
    { name: 'demande-courrier', pictures: 1, path: `/demandes/${known.ticketWithMails}` },
    { name: 'demande-nouvelle', path: '/demandes/nouvelle' },
    { name: 'demande-nouvelle-client', path: `/demandes/nouvelle?client=${known.dupont}` },
    { name: 'planning-jour', path: `/planning?date=${known.busyDay}&vue=jour` },
    { name: 'planning-semaine', path: `/planning?date=${known.busyDay}&vue=semaine` },
    { name: 'planning-semaine-filtre', path: `/planning?date=${known.busyDay}&vue=semaine&technicien=${known.technician}` },
    { name: 'planning-personne', path: `/planning?date=${known.busyDay}&vue=jour&competence=RIEN` },
    { name: 'planning-mois', path: `/planning?date=${known.busyDay}&vue=mois` },
    { name: 'planning-tournee', path: `/planning/tournee?technicien=${known.technician}&date=${known.busyDay}` },
    { name: 'planning-en-main', path: `/planning?date=${known.busyDay}&vue=jour`, then: takeInHand },
    { name: 'planning-refus', path: `/planning?date=${known.busyDay}&vue=jour`, then: beRefused },
    { name: 'planning-absence', path: `/planning/absences/${known.absence}` },
    { name: 'planning-dimanche', path: `/planning?date=${known.sunday}&vue=jour` },
    { name: 'rendez-vous-nouveau', path: '/rendez-vous/nouveau' },
    { name: 'rendez-vous-nouveau-cherche', path: '/rendez-vous/nouveau?q=dupont' },
    { name: 'rendez-vous-nouveau-client', path: `/rendez-vous/nouveau?client=${known.dupont}` },
    { name: 'rendez-vous-nouveau-demande', path: `/rendez-vous/nouveau?demande=${known.openTicket}` },
    {
      name: 'rendez-vous-nouveau-erreurs',
      path: `/rendez-vous/nouveau?client=${known.dupont}`,
      then: sentAsItIs('form[action="/rendez-vous/nouveau"][method="post"]'),
    },
    { name: 'rendez-vous', path: `/rendez-vous/${known.visit}` },
    { name: 'rendez-vous-termine', path: `/rendez-vous/${known.pastVisit}` },
    { name: 'rendez-vous-deplacer', path: `/rendez-vous/${known.visit}/deplacer` },
    { name: 'rendez-vous-annuler', path: `/rendez-vous/${known.visit}/annuler` },
    { name: 'entretien', path: '/entretien' },
    { name: 'entretien-retard', path: '/entretien?vue=retard' },
    { name: 'entretien-suspendus', path: '/entretien?vue=suspendus' },
    { name: 'entretien-termines', path: '/entretien?vue=termines' },
    { name: 'entretien-coches', path: '/entretien', then: openTheFirst('.row-choice') },
    { name: 'entretien-verifier', path: '/entretien', then: previewMany },
    { name: 'entretien-erreurs', path: '/entretien', then: sentAsItIs('#bulk') },
    { name: 'entretien-lots', path: '/entretien/lots' },
    { name: 'entretien-contrat', path: `/entretien/${known.contract}` },
    { name: 'entretien-contrat-demande', path: `/entretien/${known.contractWithVisit}` },
    { name: 'entretien-contrat-erreurs', path: `/entretien/${known.contract}`, then: sentAsItIs('section[aria-labelledby="end"] form') },
    { name: 'entretien-modifier', path: `/entretien/${known.contract}/modifier` },
    { name: 'entretien-nouveau', path: '/entretien/nouveau?q=dupont' },
    { name: 'entretien-nouveau-client', path: `/entretien/nouveau?client=${known.dupont}` },
    { name: 'demande-entretien', path: `/demandes/${known.maintenanceTicket}` },
    { name: 'clients', path: '/clients' },
    { name: 'client', path: `/clients/${known.dupont}` },
    { name: 'client-note', path: `/clients/${known.moulin}` },
    { name: 'client-garanties', path: `/clients/${known.moulin}?fil=devis` },
    { name: 'client-equipement', path: `/clients/${known.dupont}/equipements/nouveau` },
    {
      name: 'client-equipement-erreurs',
      path: `/clients/${known.dupont}/equipements/nouveau`,
      then: sentAsItIs('main form[method="post"]'),
    },
    { name: 'client-nouveau', path: '/clients/nouveau' },
    {
      name: 'client-nouveau-erreurs',
      path: '/clients/nouveau',
      then: sentAsItIs('form[action="/clients/nouveau"]'),
    },
    { name: 'client-modifier', path: `/clients/${known.dupont}/modifier` },
    { name: 'recherche', path: '/recherche?q=dupont' },
    { name: 'recherche-rien', path: '/recherche?q=xyzzyx' },
    { name: 'recherche-en-tapant', path: '/appels', then: searchWhileTyping },
    { name: 'recherche-rien-en-tapant', path: '/appels', then: searchInVain },
    { name: 'palette', path: '/', then: openPalette },
    { name: 'doublons', path: '/doublons' },
    { name: 'doublons-foyer', path: '/doublons?vue=foyer' },
    { name: 'doublons-comparer', path: `/doublons/${known.dupont}/${known.moulin}` },
    { name: 'doublons-decisions', path: '/doublons/decisions' },
    { name: 'doublons-fusions', path: '/doublons/fusions' },
    { name: 'messages', path: '/messages' },
    { name: 'message', path: `/messages/${known.message}` },
    { name: 'relances', path: '/relances' },
    { name: 'relances-toutes', path: '/relances?vue=toutes' },
    { name: 'a-confirmer', path: '/planning/a-confirmer' },
    { name: 'import', path: '/import' },
    { name: 'import-suivi', path: `/import/suivi/${known.importUnderWay}` },
    { name: 'import-rapport', path: `/import/${known.lastImport}` },
    { name: 'reglages', path: '/reglages' },
    { name: 'reglages-telephonie', path: '/reglages/telephonie' },
    { name: 'reglages-telephonie-ringover', path: '/reglages/telephonie/ringover' },
    { name: 'reglages-telephonie-asterisk', path: '/reglages/telephonie/asterisk' },
    { name: 'reglages-simulateur', path: '/reglages/telephonie/simulateur?q=dupont' },
    { name: 'reglages-prestations', path: '/reglages/prestations' },
    { name: 'reglages-prestation', path: `/reglages/prestations/${known.service}` },
    { name: 'reglages-prestation-nouvelle', path: '/reglages/prestations/nouvelle' },
    {
      name: 'reglages-prestation-erreurs',
      path: '/reglages/prestations/nouvelle',
      then: sentAsItIs('main form[method="post"]'),
    },
    { name: 'reglages-horaires', path: `/reglages/horaires/${known.technician}` },
    { name: 'reglages-limites', path: `/reglages/limites/${known.technician}` },
    { name: 'reglages-planification', path: '/reglages/planification' },
    {
      name: 'reglages-planification-erreurs',
      path: '/reglages/planification',
      then: sentAsItIs('form[action="/reglages/planification/zones"]'),
    },
    { name: 'reglages-absences', path: '/reglages/absences' },
    { name: 'reglages-agendas', path: '/reglages/agendas' },
    { name: 'reglages-agendas-externes', path: '/reglages/agendas-externes' },
    {
      name: 'reglages-agendas-externes-erreurs',
      path: '/reglages/agendas-externes',
      then: sentAsItIs('form[action="/reglages/agendas-externes"]'),
    },
    { name: 'reglages-absence', path: `/reglages/absences/${known.absence}` },
    { name: 'reglages-portail', path: '/reglages/portail' },
    { name: 'reglages-blocages', path: '/reglages/blocages' },
    { name: 'reglages-blocages-erreurs', path: '/reglages/blocages', then: sentAsItIs('form[action="/reglages/blocages"]') },
    { name: 'reglages-fermetures', path: '/reglages/fermetures' },
    { name: 'reglages-retours', path: '/reglages/retours' },
    { name: 'reglages-courrier', path: '/reglages/courrier' },
    { name: 'reglages-delais', path: '/reglages/delais' },
    { name: 'reglages-modeles', path: '/reglages/modeles' },
    { name: 'reglages-modele', path: '/reglages/modeles/2' },
    {
      name: 'reglages-modele-erreurs',
      path: '/reglages/modeles/nouveau',
      then: sentAsItIs('form[action="/reglages/modeles"]'),
    },
    { name: 'reglages-entreprise', path: '/reglages/entreprise' },
    { name: 'mon-compte', path: '/mon-compte' },
    { name: 'introuvable', path: '/nulle-part', status: 404 },
  ];
}

/** What only the direction may see. */
export function managerPages(known) {
  return [
    { name: 'reglages-equipe', path: '/reglages/equipe' },
    { name: 'reglages-equipe-nouveau', path: '/reglages/equipe/nouveau' },
    {
      name: 'reglages-equipe-erreurs',
      path: '/reglages/equipe/nouveau',
      then: sentAsItIs('form[action="/reglages/equipe"]'),
    },
    { name: 'reglages-equipe-personne', path: `/reglages/equipe/${known.technician}` },
  ];
}

/** An office without a customer, a visit or a technician. */
export function emptyOfficePages() {
  const paths = ['/', '/appels', '/promesses', '/demandes', '/demandes/tableau', '/planning', '/planning?vue=semaine', '/clients', '/messages', '/courrier', '/import', '/relances', '/entretien', '/entretien/lots', '/planning/a-confirmer'];
  return paths.map((path) => ({ name: `vide${path.replaceAll(/\W/g, '-')}`, path }));
}

export function technicianPages(known) {
  return [
    { name: 'terrain', path: '/terrain' },
    { name: 'terrain-demain', path: '/terrain?jour=demain' },
    { name: 'terrain-passe', path: `/terrain?jour=${known.busyDay}` },
    { name: 'terrain-visite', path: `/terrain/rendez-vous/${known.visitToday}` },
    { name: 'terrain-visite-terminee', path: `/terrain/rendez-vous/${known.pastVisitOfGaetan}` },
    { name: 'terrain-signalement', path: '/terrain/signalement' },
    { name: 'terrain-signalement-visite', path: `/terrain/signalement?rendez-vous=${known.visitToday}` },
    { name: 'terrain-signalement-cherche', path: '/terrain/signalement?q=dupont' },
    {
      name: 'terrain-signalement-erreurs',
      path: '/terrain/signalement?q=',
      then: sentAsItIs('form[action="/terrain/signalement"][method="post"]'),
    },
    { name: 'terrain-mon-compte', path: '/mon-compte' },
    { name: 'terrain-interdit', path: '/planning', status: 403 },
  ];
}

/** The gallery of components, for those who build pages. */
export function galleryPages() {
  return ['', '/planning', '/portail', '/terrain'].map((part) => ({ name: `galerie${part.replace('/', '-')}`, path: `/_style${part}` }));
}

/** The telephone rings twice while the page is open: somebody known, somebody unknown. */
export function ringing(office) {
  return async (page) => {
    await ring(office, '0033639981234');
    await ring(office, '0033639987777');
    await page.locator('.call-card').nth(1).waitFor();
  };
}
