//! Words that the lexicon must find, and words that it must not, of each language. A name of a topic is one of these, with
//! `-` between its words.

use super::lexicon::Lexicon;

/// Category, then names.
const FOUND: [(&str, &[&str]); 32] = [
    // English.
    (
        "health",
        &[
            "autism adhd bipolar eating-disorder eating-disorders suicide suicidal self-harm selfHarm disabled disability",
            "alzheimer alzheimers parkinson parkinsons epilepsy epileptic ptsd ivf miscarriage menstruation menstrual weight-loss",
            "cancer cancers breast-cancer HEALTHTips health2 2health healthTips pregnancy pregnant mental-health mentalhealth",
            "schizophrenia anorexia bulimia menopause obesity insomnia migraine antidepressants wheelchair deaf blood-pressure",
            "chemotherapy diagnosis prescriptions genetic-test biometrics rehab overdose depression anxiety hiv infertility",
        ],
    ),
    (
        "religion",
        &[
            "ramadan halal kosher mormon mormons jehovahs-witness church christian muslim jewish jew hindu buddhist atheist bible",
        ],
    ),
    (
        "religion",
        &["quran prayers priest rabbi imam hijab methodist baptism first-communion hanukkah passover religious faith"],
    ),
    (
        "politics",
        &[
            "politics political election elections socialism socialist socialists communist far-right leftwing conservatives",
        ],
    ),
    (
        "sexuality",
        &[
            "trans non-binary nonbinary gender-identity transgender lgbt lgbtq LGBTs gay lesbian bisexual condom condoms sex erotic",
        ],
    ),
    (
        "sexuality",
        &["birth-control contraception porn queer asexual pansexual viagra same-sex coming-out sexual-orientation"],
    ),
    (
        "union membership",
        &["tradeunion trade-union trade-unions tradeUnions unions laborunion works-council picket-line walkout"],
    ),
    (
        "origin",
        &[
            "ethnicity racism immigrants refugee refugees asylum nationality citizenship minorities skin-color arab latina",
        ],
    ),
    (
        "finances",
        &[
            "financial pension pensions welfare gambling debt debts bankruptcy unemployed salary mortgage credit-score low-income",
        ],
    ),
    (
        "children",
        &["children kids toddler newborn teenager teenagers parents parenting daughter breastfeeding school-kids"],
    ),
    // German.
    (
        "health",
        &[
            "brustkrebs krebs lungenkrebs krebserkrankung schwerbehinderung schwerbehindert behinderung spielsucht magersucht",
            "geschlechtskrankheiten krankheit herzkrankheiten krankenhäuser krankenhaeuser krankenhaus krankenversicherung",
            "gesundheit schwanger schwangerschaft fehlgeburt depressionen angststörung essstoerung autismus adhs selbstmord suizid",
            "zahnarzt hausärztin kinderärzte ärzte psychotherapie physiotherapie demenz altersdemenz drogensüchtig pflegegrad",
            "wechseljahre rollstuhl gehörlos herzinfarkt bluthochdruck impfpass apotheke klinik chemotherapie erkrankungen",
        ],
    ),
    (
        "religion",
        &[
            "kirchensteuer kirche kirchenaustritt katholisch evangelisch christen christin muslime jüdisch juden moschee koran",
        ],
    ),
    (
        "religion",
        &["gottesdienst konfession konfessionslos halal koscher ramadan pfarrer taufe gläubige sekte weltanschauung"],
    ),
    (
        "politics",
        &[
            "spd csu fdp cdu afd politik bundestagswahl wähler parteien parteimitglied sozialdemokraten rechtsextremismus",
        ],
    ),
    (
        "sexuality",
        &[
            "schwul lesbisch bisexuell trans transfrau nichtbinär geschlechtsidentität sexualität kondome verhütung erotik queer",
        ],
    ),
    (
        "union membership",
        &[
            "gewerkschaft gewerkschaften betriebsrat betriebsräte betriebsraete betriebsratswahl tarifvertrag tarifverträge",
        ],
    ),
    (
        "union membership",
        &["streik warnstreik generalstreik ig-metall ver-di streikrecht arbeitskampf personalrat mitbestimmung"],
    ),
    (
        "origin",
        &[
            "nationalität staatsangehörigkeit herkunft migrationshintergrund flüchtlinge asyl asylbewerber ausländer hautfarbe",
        ],
    ),
    (
        "finances",
        &[
            "schuldner schuldnerberatung schulden spielschulden rentner rentnerin rente ratenkredit kredit kredite sofortkredite",
            "privatinsolvenz arbeitslos bürgergeld hartz-iv grundsicherung schufa lohnpfändung finanzen glücksspiel kreditwürdigkeit",
        ],
    ),
    (
        "children",
        &[
            "kind schulkinder schulkind kinder kinderwagen eltern elternabend elternzeit kleinkind babys säugling jugendliche kita schüler",
        ],
    ),
    // French.
    (
        "health",
        &[
            "handicap handicaps handicapée enceinte femmes-enceintes ivg stérilité santé maladie maladies cancer cancers autisme",
            "tdah suicide anorexie boulimie épilepsie grossesse fausse-couche ménopause addiction drogues alcoolisme hôpitaux",
            "psychiatrie chimiothérapie surpoids perte-de-poids dépression anxiété bipolaire schizophrénie diabète",
        ],
    ),
    (
        "religion",
        &[
            "christianisme chrétien chrétienne catholique musulmane juive juifs ramadan halal casher mosquée église témoins-de-jéhovah",
        ],
    ),
    (
        "politics",
        &["politique élections socialisme socialistes extrême-droite communiste militant féminisme électeurs"],
    ),
    (
        "sexuality",
        &[
            "sexe sexualité gay lesbienne bisexuelle trans transidentité non-binaire identité-de-genre lgbt préservatifs",
        ],
    ),
    (
        "union membership",
        &[
            "syndicat syndicats syndicaux syndicales syndicalisme conventions-collectives convention-collective grève comité-d'entreprise",
        ],
    ),
    (
        "origin",
        &["immigration immigrés réfugiés nationalité sans-papiers couleur-de-peau gens-du-voyage origine-ethnique"],
    ),
    (
        "finances",
        &[
            "crédits-immobiliers crédit-immobilier dettes surendettement chômage chômeuse salaire impôts retraite financier faillite",
        ],
    ),
    (
        "children",
        &["crèche crèches parents enfant enfants bébé bébés adolescents maternelle nounou allaitement parentalité"],
    ),
    // Spanish.
    (
        "health",
        &[
            "ansiedad depresión salud salud-mental enfermedades cáncer embarazo embarazada discapacidad suicidio autismo tdah",
            "anorexia bulimia epilepsia aborto menstruación fertilidad ludopatía drogadicción alergias hospitales sobrepeso ictus",
        ],
    ),
    (
        "religion",
        &[
            "judía judías judío cristiano cristiana cristianas atea ateas católica musulmán iglesia ramadán halal testigos-de-jehová",
        ],
    ),
    (
        "sexuality",
        &["lgtb lgtbi lgbt sexo sexualidad gays lesbianas bisexual trans no-binario identidad-de-género condones"],
    ),
    (
        "children",
        &["niño niña niños niñas hijo hija hijos hijas bebés adolescentes padres guardería lactancia menores pediatra"],
    ),
];

/// The rest of Spanish, and names of the same form in any.
const MORE: [(&str, &[&str]); 4] = [
    (
        "finances",
        &[
            "pensión pensiones deudas hipoteca préstamos desempleo paro-y-desempleo nómina jubilación impuestos créditos",
        ],
    ),
    (
        "union membership",
        &["convenios-colectivos convenio-colectivo sindicato sindicatos huelga huelgas comité-de-empresa ccoo"],
    ),
    (
        "politics",
        &["política políticos elecciones socialismo socialista comunistas extrema-derecha independentismo feminista"],
    ),
    (
        "origin",
        &["etnia inmigrantes refugiados nacionalidad gitanos extranjería país-de-origen minorías xenofobia racismo"],
    ),
];

/// What looks like a word of it, in English, German, French and Spanish.
const NOT_FOUND: [&[&str]; 4] = [
    &[
        "condominium condominiums socialising socialise socialisation asilomar christina christine kindly mankind",
        "animal-welfare european-union rugby-union trans-siberian trans-fat golf-handicap spd-pedals spd-cleats cristiano-ronaldo",
        "diagnostics hospitality infantry partner selfie harmless chart-type b2b h2o 3d web3 parenthesis parent votes kindle",
    ],
    &[
        "kreditkarte kreditkarten kinderleicht flusskrebs taschenkrebs tierarzt tierärztin schwarztee harztour gesucht besucht",
        "versucht sehnsüchtig eifersüchtig verkehrsbehinderung christiane rentier reparatur partner haus wahl dienst",
    ],
    &[
        "enceinte-bluetooth socialisation prêt-à-porter carte-de-crédit retraitement croissant adonis parapluie vert commerce",
    ],
    &[
        "judías-verdes el-niño tarjeta-de-crédito hijack asilomar condominio sexto ateneo corazón paro partido verde tienda",
    ],
];

fn names(all: &'static [&'static str]) -> impl Iterator<Item = &'static str> {
    all.iter().flat_map(|line| line.split_ascii_whitespace())
}

#[test]
fn the_words_of_each_category_are_found_in_each_language() {
    let lexicon = Lexicon::new();
    let mut count = 0;
    let mut wrong = Vec::new();
    for (category, all) in FOUND.iter().chain(&MORE) {
        for name in names(all) {
            count += 1;
            let found = lexicon.find(name).map(|hit| hit.category);
            if found != Some(category) {
                wrong.push(format!("{name}: {found:?}, not {category}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count > 400, "only {count} words");
}

#[test]
fn what_only_looks_like_them_is_not_found() {
    let lexicon = Lexicon::new();
    let found: Vec<String> = NOT_FOUND
        .iter()
        .flat_map(|all| names(all))
        .filter_map(|name| Some(format!("{name}: {}", lexicon.find(name)?.word)))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}
