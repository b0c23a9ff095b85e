//! Words that post-its are made of beside names.

use std::{collections::HashSet, sync::LazyLock};

type Words = HashSet<&'static str>;

/// Words that name nobody, whatever their capitals.
static LITTLE: LazyLock<Words> = LazyLock::new(|| {
    set(
        "a ai apres as au aussi aux avant avec c ca car ce cela ces cet cette chez comme d dans de depuis des doit dois \
     du elle elles en encore entre est et eu faire fait faut il ils j je l la le les leur lui mais me mon n ne non \
     notre nous ok on ou oui par pas plus pour pourquoi puis qu quand que qui quoi s sa sans se sera ses si son \
     sont sous ss sur svp sil stp t tel tous tout toute tres un une va vers veut vient voir y urgent urgence asap \
     absolument vite rappeler rappel appeler appel telephoner rdv rendez vous dire demander prevenir relancer \
     relance envoyer confirmer verifier commander passer recontacter contacter planifier prendre noter devis \
     facture factures mail sms client cliente jour semaine mois heure heures matin soir midi attend attente \
     toujours dossier reponse objet re ps nb cf fois peu deja bien bon",
    )
});

/// Words of the trade: a name only where they are written as one.
static TRADE: LazyLock<Words> = LazyLock::new(|| {
    set(
        "alarme antenne applique appliques armoire atelier bain ballon blanc bloc boitier borne bornes bureau cable \
     cables carte cave chambre chantier chauffage chauffe chaudiere clim climatisation cle cles code coffret \
     compteur consuel contrat convecteur coupure court courant cuisine cumulus danger demande depannage diagnostic \
     differentiel disjoncte disjoncteur domotique douche eau eclairage edf electrique electricite enedis entree \
     entretien essai etage exterieur fuite fumee garage garantie grille horloge installation intervention \
     interphone interrupteur jardin lampe linky livraison lumiere maintenance maison materiel mesure mise moteur \
     neuf norme normes paiement panne panneau panneaux pb piece pieces piscine plan plans plaque plaques point \
     pompe portail porte pose poser prise prises probleme projet question radiateur radiateurs reception reglement \
     remplacement rupture salle salon service signer signature sonnette spot spots store stores tableau technique \
     terrasse terre toit travaux tri triphase urgence va vanne variateur ventilation visite vmc voiture volet \
     volets wifi reparation changer changement retour solde acompte avoir cheque virement photo photos adresse \
     numero accord date dates creneau annulation annule annuler report reporter decaler deplacer fini petit grand \
     gros grosse petite grande nouveau nouvelle vieux ancien rouge noir vert bleu bois pont mur murs sol haut bas \
     rue route chemin place avenue village mairie ecole hotel",
    )
});

/// Words that ask for a call, as they are written and with a slip.
static CALL: LazyLock<Words> = LazyLock::new(|| {
    set(
        "rappeler rappelle rappel rapeler rapel rapeller rappeller rapelle appeler apeler apeller appeller telephoner \
     tel recontacter rappele rappelez rapler rappler rappelr rapppeler raplr rappeer tph telephone joindre",
    )
});

fn set(words: &'static str) -> Words {
    words.split_whitespace().collect()
}

pub(super) fn is_little(word: &str) -> bool {
    LITTLE.contains(word)
}

pub(super) fn is_trade(word: &str) -> bool {
    TRADE.contains(word)
}

pub(super) fn asks_for_a_call(word: &str) -> bool {
    CALL.contains(word)
}
