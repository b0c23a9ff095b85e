// The portal's pages, as pages.mjs has those of the others.

import { sentAsItIs } from './page_actions.mjs';

/** `link`: the address of an appointment's own page; `steps`: the addresses of the way to it. */
export function portalPages({ link, cancelledLink, steps }) {
  return [
    ...steps.map((path, at) => ({ name: `portail-${at + 1}`, path })),
    { name: 'portail-danger', path: '/rdv/danger?danger=feu' },
    { name: 'portail-danger-erreurs', path: '/rdv/danger?danger=feu', then: sentAsItIs('main form') },
    { name: 'portail-danger-alerte', path: '/rdv/danger?danger=feu&alerte=oui' },
    { name: 'portail-adresse-erreurs', path: '/rdv/creneaux?service=TABLEAU&safety=rien&address=Annecy', status: 422 },
    { name: 'portail-coordonnees-erreurs', path: steps.at(-1), then: sentAsItIs('main form') },
    { name: 'portail-rappel', path: '/rdv/rappel' },
    { name: 'portail-rappel-erreurs', path: '/rdv/rappel', then: sentAsItIs('main form') },
    { name: 'portail-rappel-note', path: '/rdv/rappel?avant=1795600000' },
    { name: 'portail-confirme', path: `${link}?nouveau=sms-email` },
    { name: 'portail-suivi', path: link },
    { name: 'portail-suivi-deplacer', path: `${link}/deplacer` },
    { name: 'portail-suivi-annuler', path: `${link}/annuler` },
    { name: 'portail-suivi-annule', path: cancelledLink },
    { name: 'portail-suivi-inconnu', path: '/suivi/inconnu', status: 404 },
    { name: 'portail-donnees', path: '/mentions' },
    { name: 'portail-accessibilite', path: '/accessibilite' },
    { name: 'connexion', path: '/connexion' },
    { name: 'connexion-refusee', path: '/connexion', then: sentAsItIs('main form') },
  ];
}
