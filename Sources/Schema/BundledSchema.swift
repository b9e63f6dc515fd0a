// swift-format-ignore-file
// Made by bundle-schema.sh from culture-plan.json.

/// The bytes of `culture-plan.json`, which travel inside the program.
package let bundledSchemaText = ##"""
{
  "name": "culture-plan",
  "version": 2,
  "types": [
    {
      "number": 1,
      "key": "plan",
      "label": {"sv": "kulturplan", "en": "culture plan", "da": "kulturplan"},
      "plural": {"sv": "kulturplaner", "en": "culture plans", "da": "kulturplaner"},
      "nameField": "title",
      "fields": [
        {"number": 8, "key": "title", "label": {"sv": "Titel", "en": "Title", "da": "Titel"}, "policy": "text", "kind": "text", "required": true},
        {"number": 9, "key": "organisation", "label": {"sv": "Organisation", "en": "Organisation", "da": "Organisation"}, "policy": "review", "kind": "text"},
        {"number": 11, "key": "fromYear", "label": {"sv": "Från år", "en": "From year", "da": "Fra år"}, "group": "period", "kind": "year"},
        {"number": 12, "key": "toYear", "label": {"sv": "Till år", "en": "To year", "da": "Til år"}, "group": "period", "kind": "year"},
        {"number": 13, "key": "state", "label": {"sv": "Läge", "en": "State", "da": "Status"}, "policy": "review", "kind": "enumeration", "options": [{"code": "draft", "label": {"sv": "Utkast", "en": "Draft", "da": "Udkast"}}, {"code": "adopted", "label": {"sv": "Antagen", "en": "Adopted", "da": "Vedtaget"}}, {"code": "closed", "label": {"sv": "Avslutad", "en": "Closed", "da": "Afsluttet"}}]},
        {
          "number": 14,
          "key": "scale",
          "label": {"sv": "Bedömningsskala", "en": "Assessment scale", "da": "Vurderingsskala"},
          "policy": "once",
          "kind": "list",
          "of": {
            "kind": "row",
            "parts": [
              {"number": 1, "key": "step", "label": {"sv": "Steg", "en": "Step", "da": "Trin"}, "kind": "integer"},
              {"number": 2, "key": "colour", "label": {"sv": "Färg", "en": "Colour", "da": "Farve"}, "kind": "enumeration", "options": [{"code": "blue", "label": {"sv": "Blå", "en": "Blue", "da": "Blå"}}, {"code": "red", "label": {"sv": "Röd", "en": "Red", "da": "Rød"}}, {"code": "yellow", "label": {"sv": "Gul", "en": "Yellow", "da": "Gul"}}, {"code": "green", "label": {"sv": "Grön", "en": "Green", "da": "Grøn"}}]},
              {"number": 3, "key": "meaning", "label": {"sv": "Betydelse", "en": "Meaning", "da": "Betydning"}, "kind": "text"}
            ]
          }
        },
        {"number": 15, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 10, "key": "period", "label": {"sv": "Planperiod", "en": "Plan period", "da": "Planperiode"}, "policy": "review", "members": ["fromYear", "toYear"]}
      ],
      "rules": [
        {"rule": "notBefore", "field": "toYear", "other": "fromYear"}
      ]
    },
    {
      "number": 2,
      "key": "section",
      "label": {"sv": "avsnitt", "en": "section", "da": "afsnit"},
      "plural": {"sv": "avsnitt", "en": "sections", "da": "afsnit"},
      "nameField": "title",
      "parents": ["parent", "plan"],
      "fields": [
        {"number": 8, "key": "plan", "label": {"sv": "Plan", "en": "Plan", "da": "Plan"}, "policy": "once", "kind": "reference", "to": ["plan"], "parent": true},
        {"number": 9, "key": "number", "label": {"sv": "Nummer", "en": "Number", "da": "Nummer"}, "policy": "review", "kind": "text"},
        {"number": 10, "key": "rank", "label": {"sv": "Ordning", "en": "Order", "da": "Rækkefølge"}, "policy": "latest", "kind": "decimal"},
        {
          "number": 11,
          "key": "kind",
          "label": {"sv": "Slag", "en": "Kind", "da": "Art"},
          "policy": "review",
          "kind": "enumeration",
          "options": [
            {"code": "goal", "label": {"sv": "Övergripande mål", "en": "Overall goal", "da": "Overordnet mål"}},
            {"code": "priority", "label": {"sv": "Prioritering", "en": "Priority", "da": "Prioritering"}},
            {"code": "direction", "label": {"sv": "Strategisk inriktning", "en": "Strategic direction", "da": "Strategisk retning"}},
            {"code": "group", "label": {"sv": "Grupp", "en": "Group", "da": "Gruppe"}}
          ]
        },
        {"number": 12, "key": "parent", "label": {"sv": "Överordnat avsnitt", "en": "Parent section", "da": "Overordnet afsnit"}, "policy": "review", "kind": "reference", "to": ["section"], "parent": true},
        {"number": 13, "key": "title", "label": {"sv": "Rubrik", "en": "Title", "da": "Overskrift"}, "policy": "text", "kind": "text", "required": true},
        {"number": 14, "key": "text", "label": {"sv": "Text", "en": "Text", "da": "Tekst"}, "policy": "text", "kind": "longText"},
        {
          "number": 15,
          "key": "seeAlso",
          "label": {"sv": "Se även", "en": "See also", "da": "Se også"},
          "policy": "union",
          "kind": "set",
          "of": {
            "kind": "row",
            "parts": [
              {"number": 1, "key": "record", "isKey": true, "label": {"sv": "Post", "en": "Record", "da": "Post"}, "kind": "reference", "to": []},
              {"number": 2, "key": "printed", "isKey": true, "label": {"sv": "Som det står tryckt", "en": "As printed", "da": "Som trykt"}, "kind": "text"}
            ]
          }
        },
        {"number": 16, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 3,
      "key": "activity",
      "label": {"sv": "aktivitet", "en": "activity", "da": "aktivitet"},
      "plural": {"sv": "aktiviteter", "en": "activities", "da": "aktiviteter"},
      "nameField": "title",
      "parents": ["section"],
      "fields": [
        {"number": 8, "key": "section", "label": {"sv": "Avsnitt", "en": "Section", "da": "Afsnit"}, "policy": "review", "kind": "reference", "to": ["section"], "parent": true},
        {"number": 9, "key": "rank", "label": {"sv": "Ordning", "en": "Order", "da": "Rækkefølge"}, "policy": "latest", "kind": "decimal"},
        {"number": 10, "key": "title", "label": {"sv": "Aktivitet", "en": "Activity", "da": "Aktivitet"}, "policy": "text", "kind": "text", "required": true},
        {"number": 11, "key": "responsible", "label": {"sv": "Ansvarig", "en": "Responsible", "da": "Ansvarlig"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["function"]}, "makesMissing": true},
        {"number": 12, "key": "support", "label": {"sv": "Stöd", "en": "Support", "da": "Støtte"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["function"]}, "makesMissing": true},
        {"number": 14, "key": "startYear", "label": {"sv": "Startår", "en": "Start year", "da": "Startår"}, "group": "schedule", "kind": "year"},
        {"number": 15, "key": "recurrence", "label": {"sv": "Återkommer", "en": "Recurs", "da": "Gentages"}, "group": "schedule", "kind": "enumeration", "options": [{"code": "none", "label": {"sv": "Engångs", "en": "Once only", "da": "Enkeltstående"}}, {"code": "yearly", "label": {"sv": "Årligen", "en": "Yearly", "da": "Årligt"}}]},
        {"number": 16, "key": "untilYear", "label": {"sv": "Till och med år", "en": "Until year", "da": "Til og med år"}, "group": "schedule", "kind": "year"},
        {"number": 17, "key": "municipalities", "label": {"sv": "Kommuner", "en": "Municipalities", "da": "Kommuner"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 18, "key": "partners", "label": {"sv": "Samverkansparter", "en": "Partners", "da": "Samarbejdspartnere"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 19, "key": "notes", "label": {"sv": "Anteckningar", "en": "Notes", "da": "Noter"}, "policy": "text", "kind": "longText"},
        {"number": 20, "key": "doneOn", "label": {"sv": "Klar den", "en": "Done on", "da": "Færdig den"}, "policy": "review", "kind": "date"},
        {"number": 21, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 13, "key": "schedule", "label": {"sv": "Tidplan", "en": "Schedule", "da": "Tidsplan"}, "policy": "review", "members": ["startYear", "recurrence", "untilYear"]}
      ],
      "rules": [
        {"rule": "notBefore", "field": "untilYear", "other": "startYear"},
        {"rule": "yearInPlan", "field": "startYear", "path": ["section", "plan"], "from": "fromYear", "to": "toYear"},
        {"rule": "unlikelyTogether", "field": "recurrence", "code": "yearly", "other": "untilYear"}
      ]
    },
    {
      "number": 4,
      "key": "round",
      "label": {"sv": "uppföljningsomgång", "en": "follow-up round", "da": "opfølgningsrunde"},
      "plural": {"sv": "uppföljningsomgångar", "en": "follow-up rounds", "da": "opfølgningsrunder"},
      "nameField": "year",
      "naturalKey": ["plan", "year"],
      "parents": ["plan"],
      "fields": [
        {"number": 8, "key": "plan", "label": {"sv": "Plan", "en": "Plan", "da": "Plan"}, "policy": "once", "kind": "reference", "to": ["plan"], "required": true, "parent": true},
        {"number": 9, "key": "year", "label": {"sv": "År", "en": "Year", "da": "År"}, "policy": "once", "kind": "year", "required": true},
        {"number": 10, "key": "state", "label": {"sv": "Läge", "en": "State", "da": "Status"}, "policy": "review", "kind": "enumeration", "options": [{"code": "open", "label": {"sv": "Öppen", "en": "Open", "da": "Åben"}}, {"code": "closed", "label": {"sv": "Stängd", "en": "Closed", "da": "Lukket"}}]},
        {"number": 11, "key": "reportHash", "label": {"sv": "Rapportens kontrollsumma", "en": "Report hash", "da": "Rapportens kontrolsum"}, "policy": "review", "kind": "text"},
        {"number": 12, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 5,
      "key": "assessment",
      "label": {"sv": "bedömning", "en": "assessment", "da": "vurdering"},
      "plural": {"sv": "bedömningar", "en": "assessments", "da": "vurderinger"},
      "nameField": "activity",
      "naturalKey": ["activity", "year"],
      "parents": ["activity"],
      "closing": {"round": "round", "path": ["activity", "section", "plan"], "year": "year", "state": "state", "closed": "closed"},
      "fields": [
        {"number": 8, "key": "activity", "label": {"sv": "Aktivitet", "en": "Activity", "da": "Aktivitet"}, "policy": "once", "kind": "reference", "to": ["activity"], "required": true, "parent": true},
        {"number": 9, "key": "year", "label": {"sv": "År", "en": "Year", "da": "År"}, "policy": "once", "kind": "year", "required": true},
        {
          "number": 10,
          "key": "colour",
          "label": {"sv": "Färg", "en": "Colour", "da": "Farve"},
          "policy": "review",
          "kind": "enumeration",
          "options": [
            {"code": "blue", "label": {"sv": "Blå", "en": "Blue", "da": "Blå"}},
            {"code": "red", "label": {"sv": "Röd", "en": "Red", "da": "Rød"}},
            {"code": "yellow", "label": {"sv": "Gul", "en": "Yellow", "da": "Gul"}},
            {"code": "green", "label": {"sv": "Grön", "en": "Green", "da": "Grøn"}}
          ]
        },
        {"number": 11, "key": "comment", "label": {"sv": "Kommentar", "en": "Comment", "da": "Kommentar"}, "policy": "text", "kind": "longText"},
        {"number": 12, "key": "assessor", "label": {"sv": "Bedömd av", "en": "Assessed by", "da": "Vurderet af"}, "policy": "latest", "kind": "text"},
        {"number": 13, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 6,
      "key": "function",
      "label": {"sv": "funktion", "en": "function", "da": "funktion"},
      "plural": {"sv": "funktioner", "en": "functions", "da": "funktioner"},
      "nameField": "name",
      "naturalKey": ["plan", "name"],
      "fields": [
        {"number": 8, "key": "plan", "label": {"sv": "Plan", "en": "Plan", "da": "Plan"}, "policy": "once", "kind": "reference", "to": ["plan"]},
        {"number": 9, "key": "name", "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "policy": "text", "kind": "text", "required": true},
        {"number": 10, "key": "aliases", "label": {"sv": "Även kallad", "en": "Also called", "da": "Også kaldet"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 11, "key": "holder", "label": {"sv": "Innehavare", "en": "Holder", "da": "Indehaver"}, "policy": "review", "kind": "text", "personal": true},
        {"number": 12, "key": "unit", "label": {"sv": "Enhet", "en": "Unit", "da": "Enhed"}, "policy": "latest", "kind": "text"},
        {"number": 13, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 7,
      "key": "actor",
      "label": {"sv": "aktör", "en": "actor", "da": "aktør"},
      "plural": {"sv": "aktörer", "en": "actors", "da": "aktører"},
      "nameField": "name",
      "fields": [
        {"number": 8, "key": "name", "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "policy": "text", "kind": "text", "required": true},
        {
          "number": 9,
          "key": "kinds",
          "label": {"sv": "Slag av aktör", "en": "Kinds of actor", "da": "Aktørtyper"},
          "policy": "union",
          "kind": "set",
          "of": {
            "kind": "enumeration",
            "options": [
              {"code": "company", "label": {"sv": "Företag", "en": "Company", "da": "Virksomhed"}},
              {"code": "association", "label": {"sv": "Förening", "en": "Association", "da": "Forening"}},
              {"code": "professional", "label": {"sv": "Professionell", "en": "Professional", "da": "Professionel"}},
              {"code": "semiProfessional", "label": {"sv": "Halvprofessionell", "en": "Semi-professional", "da": "Semiprofessionel"}},
              {"code": "amateur", "label": {"sv": "Amatör", "en": "Amateur", "da": "Amatør"}},
              {"code": "new", "label": {"sv": "Ny", "en": "New", "da": "Ny"}},
              {"code": "established", "label": {"sv": "Etablerad", "en": "Established", "da": "Etableret"}},
              {"code": "municipality", "label": {"sv": "Kommun", "en": "Municipality", "da": "Kommune"}},
              {"code": "region", "label": {"sv": "Region", "en": "Region", "da": "Region"}},
              {"code": "other", "label": {"sv": "Annan", "en": "Other", "da": "Anden"}}
            ]
          }
        },
        {"number": 10, "key": "artForms", "label": {"sv": "Konstområden", "en": "Art forms", "da": "Kunstområder"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 11, "key": "municipalities", "label": {"sv": "Kommuner", "en": "Municipalities", "da": "Kommuner"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 13, "key": "phone", "label": {"sv": "Telefon", "en": "Phone", "da": "Telefon"}, "group": "contact", "kind": "text", "personal": true},
        {"number": 14, "key": "mail", "label": {"sv": "E-post", "en": "E-mail", "da": "E-mail"}, "group": "contact", "kind": "text", "personal": true},
        {"number": 15, "key": "commissioned", "label": {"sv": "Har uppdrag", "en": "Commissioned", "da": "Har et opdrag"}, "policy": "review", "kind": "boolean"},
        {"number": 16, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 12, "key": "contact", "label": {"sv": "Kontakt", "en": "Contact", "da": "Kontakt"}, "policy": "review", "members": ["phone", "mail"]}
      ]
    },
    {
      "number": 8,
      "key": "visit",
      "label": {"sv": "besök", "en": "visit", "da": "besøg"},
      "plural": {"sv": "besök", "en": "visits", "da": "besøg"},
      "nameField": "place",
      "fields": [
        {"number": 9, "key": "date", "label": {"sv": "Datum", "en": "Date", "da": "Dato"}, "group": "when", "kind": "date"},
        {"number": 10, "key": "place", "label": {"sv": "Plats", "en": "Place", "da": "Sted"}, "group": "when", "kind": "text"},
        {"number": 11, "key": "municipality", "label": {"sv": "Kommun", "en": "Municipality", "da": "Kommune"}, "group": "when", "kind": "text"},
        {"number": 12, "key": "activities", "label": {"sv": "Aktiviteter", "en": "Activities", "da": "Aktiviteter"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["activity"]}},
        {"number": 13, "key": "actors", "label": {"sv": "Aktörer", "en": "Actors", "da": "Aktører"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["actor"]}, "makesMissing": true},
        {"number": 14, "key": "author", "label": {"sv": "Skriven av", "en": "Written by", "da": "Skrevet af"}, "policy": "once", "kind": "text"},
        {"number": 15, "key": "report", "label": {"sv": "Besöksrapport", "en": "Visit report", "da": "Besøgsrapport"}, "policy": "text", "kind": "longText"},
        {"number": 16, "key": "nextSteps", "label": {"sv": "Nästa steg", "en": "Next steps", "da": "Næste skridt"}, "policy": "text", "kind": "longText"},
        {"number": 17, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 8, "key": "when", "label": {"sv": "Tid och plats", "en": "Time and place", "da": "Tid og sted"}, "policy": "review", "members": ["date", "place", "municipality"]}
      ]
    },
    {
      "number": 9,
      "key": "note",
      "label": {"sv": "anteckning", "en": "note", "da": "notat"},
      "plural": {"sv": "anteckningar", "en": "notes", "da": "notater"},
      "nameField": "text",
      "parents": ["on"],
      "appendOnly": true,
      "fields": [
        {"number": 8, "key": "on", "label": {"sv": "Gäller", "en": "About", "da": "Om"}, "policy": "once", "kind": "reference", "to": [], "required": true, "parent": true},
        {"number": 9, "key": "text", "label": {"sv": "Text", "en": "Text", "da": "Tekst"}, "policy": "once", "kind": "longText", "required": true},
        {"number": 10, "key": "author", "label": {"sv": "Skriven av", "en": "Written by", "da": "Skrevet af"}, "policy": "once", "kind": "text"},
        {"number": 11, "key": "at", "label": {"sv": "Datum", "en": "Date", "da": "Dato"}, "policy": "once", "kind": "date"},
        {"number": 12, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 10,
      "key": "meeting",
      "label": {"sv": "möte", "en": "meeting", "da": "møde"},
      "plural": {"sv": "möten", "en": "meetings", "da": "møder"},
      "nameField": "kind",
      "fields": [
        {"number": 8, "key": "kind", "label": {"sv": "Slag av möte", "en": "Kind of meeting", "da": "Mødetype"}, "policy": "latest", "kind": "text"},
        {"number": 10, "key": "date", "label": {"sv": "Datum", "en": "Date", "da": "Dato"}, "group": "when", "kind": "date"},
        {"number": 11, "key": "start", "label": {"sv": "Börjar klockan", "en": "Starts at", "da": "Begynder klokken"}, "group": "when", "kind": "text"},
        {"number": 12, "key": "minutes", "label": {"sv": "Längd i minuter", "en": "Length in minutes", "da": "Varighed i minutter"}, "group": "when", "kind": "integer", "minimum": 0},
        {"number": 13, "key": "place", "label": {"sv": "Plats", "en": "Place", "da": "Sted"}, "group": "when", "kind": "text"},
        {"number": 14, "key": "host", "label": {"sv": "Värd", "en": "Host", "da": "Vært"}, "policy": "review", "kind": "reference", "to": ["actor"], "makesMissing": true},
        {"number": 15, "key": "invited", "label": {"sv": "Inbjudna", "en": "Invited", "da": "Inviterede"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["actor"]}, "makesMissing": true},
        {"number": 16, "key": "present", "label": {"sv": "Närvarande", "en": "Present", "da": "Til stede"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["actor"]}, "makesMissing": true},
        {"number": 17, "key": "headcount", "label": {"sv": "Antal deltagare", "en": "Headcount", "da": "Antal deltagere"}, "policy": "review", "kind": "integer", "minimum": 0},
        {
          "number": 18,
          "key": "representatives",
          "label": {"sv": "Företrädare", "en": "Representatives", "da": "Repræsentanter"},
          "policy": "union",
          "kind": "set",
          "of": {
            "kind": "row",
            "parts": [
              {"number": 1, "key": "name", "isKey": true, "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "kind": "text"},
              {"number": 2, "key": "role", "label": {"sv": "Roll", "en": "Role", "da": "Rolle"}, "kind": "enumeration", "options": [{"code": "elected", "label": {"sv": "Förtroendevald", "en": "Elected", "da": "Folkevalgt"}}, {"code": "official", "label": {"sv": "Tjänsteperson", "en": "Official", "da": "Embedsperson"}}]}
            ]
          },
          "personal": true
        },
        {"number": 19, "key": "agenda", "label": {"sv": "Dagordning", "en": "Agenda", "da": "Dagsorden"}, "policy": "text", "kind": "longText"},
        {"number": 20, "key": "notes", "label": {"sv": "Minnesanteckningar", "en": "Notes", "da": "Noter"}, "policy": "text", "kind": "longText"},
        {"number": 21, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 9, "key": "when", "label": {"sv": "Tid och plats", "en": "Time and place", "da": "Tid og sted"}, "policy": "review", "members": ["date", "start", "minutes", "place"]}
      ],
      "rules": [
        {"rule": "timeOfDay", "field": "start"}
      ]
    },
    {
      "number": 11,
      "key": "network",
      "label": {"sv": "nätverk", "en": "network", "da": "netværk"},
      "plural": {"sv": "nätverk", "en": "networks", "da": "netværk"},
      "nameField": "name",
      "fields": [
        {"number": 8, "key": "name", "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "policy": "text", "kind": "text", "required": true},
        {
          "number": 9,
          "key": "level",
          "label": {"sv": "Nivå", "en": "Level", "da": "Niveau"},
          "policy": "latest",
          "kind": "enumeration",
          "options": [
            {"code": "local", "label": {"sv": "Lokal", "en": "Local", "da": "Lokal"}},
            {"code": "regional", "label": {"sv": "Regional", "en": "Regional", "da": "Regional"}},
            {"code": "interregional", "label": {"sv": "Mellanregional", "en": "Interregional", "da": "Tværregional"}},
            {"code": "national", "label": {"sv": "Nationell", "en": "National", "da": "National"}},
            {"code": "european", "label": {"sv": "Europeisk", "en": "European", "da": "Europæisk"}}
          ]
        },
        {"number": 10, "key": "coordinator", "label": {"sv": "Samordnare", "en": "Coordinator", "da": "Koordinator"}, "policy": "review", "kind": "reference", "to": ["actor"], "makesMissing": true},
        {
          "number": 11,
          "key": "members",
          "label": {"sv": "Medlemmar", "en": "Members", "da": "Medlemmer"},
          "policy": "union",
          "kind": "set",
          "of": {
            "kind": "row",
            "parts": [
              {"number": 1, "key": "actor", "isKey": true, "label": {"sv": "Aktör", "en": "Actor", "da": "Aktør"}, "kind": "reference", "to": ["actor"]},
              {"number": 2, "key": "role", "label": {"sv": "Roll", "en": "Role", "da": "Rolle"}, "kind": "enumeration", "options": [{"code": "leads", "label": {"sv": "Leder", "en": "Leads", "da": "Leder"}}, {"code": "coordinates", "label": {"sv": "Samordnar", "en": "Coordinates", "da": "Koordinerer"}}, {"code": "member", "label": {"sv": "Medlem", "en": "Member", "da": "Medlem"}}, {"code": "subPartner", "label": {"sv": "Underpartner", "en": "Sub-partner", "da": "Underpartner"}}]}
            ]
          }
        },
        {"number": 12, "key": "since", "label": {"sv": "Sedan", "en": "Since", "da": "Siden"}, "policy": "review", "kind": "partialDate"},
        {"number": 13, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 12,
      "key": "decision",
      "label": {"sv": "beslut", "en": "decision", "da": "beslutning"},
      "plural": {"sv": "beslut", "en": "decisions", "da": "beslutninger"},
      "nameField": "reference",
      "fields": [
        {"number": 8, "key": "body", "label": {"sv": "Beslutande organ", "en": "Deciding body", "da": "Besluttende organ"}, "policy": "once", "kind": "text"},
        {"number": 9, "key": "date", "label": {"sv": "Datum", "en": "Date", "da": "Dato"}, "policy": "once", "kind": "partialDate"},
        {"number": 10, "key": "reference", "label": {"sv": "Diarienummer", "en": "Case reference", "da": "Journalnummer"}, "policy": "once", "kind": "text"},
        {"number": 11, "key": "text", "label": {"sv": "Beslutet", "en": "The decision", "da": "Beslutningen"}, "policy": "once", "kind": "longText"},
        {"number": 12, "key": "about", "label": {"sv": "Gäller", "en": "About", "da": "Om"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": []}},
        {"number": 13, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 13,
      "key": "call",
      "label": {"sv": "utlysning", "en": "call", "da": "ansøgningsrunde"},
      "plural": {"sv": "utlysningar", "en": "calls", "da": "ansøgningsrunder"},
      "nameField": "name",
      "fields": [
        {"number": 8, "key": "name", "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "policy": "text", "kind": "text", "required": true},
        {"number": 10, "key": "opens", "label": {"sv": "Öppnar", "en": "Opens", "da": "Åbner"}, "group": "window", "kind": "date"},
        {"number": 11, "key": "closes", "label": {"sv": "Stänger", "en": "Closes", "da": "Lukker"}, "group": "window", "kind": "date"},
        {"number": 13, "key": "ceiling", "label": {"sv": "Tak", "en": "Ceiling", "da": "Loft"}, "group": "limit", "kind": "decimal", "minimum": 0},
        {"number": 14, "key": "currency", "label": {"sv": "Valuta", "en": "Currency", "da": "Valuta"}, "group": "limit", "kind": "text"},
        {"number": 15, "key": "budget", "label": {"sv": "Budget", "en": "Budget", "da": "Budget"}, "policy": "review", "kind": "decimal", "minimum": 0},
        {"number": 16, "key": "eligible", "label": {"sv": "Vilka som kan söka", "en": "Who may apply", "da": "Hvem der kan søge"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 17, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 9, "key": "window", "label": {"sv": "Ansökningstid", "en": "Application window", "da": "Ansøgningsperiode"}, "policy": "review", "members": ["opens", "closes"]},
        {"number": 12, "key": "limit", "label": {"sv": "Högsta belopp", "en": "Upper limit", "da": "Beløbsgrænse"}, "policy": "review", "members": ["ceiling", "currency"]}
      ],
      "rules": [
        {"rule": "notBefore", "field": "closes", "other": "opens"}
      ]
    },
    {
      "number": 14,
      "key": "application",
      "label": {"sv": "ansökan", "en": "application", "da": "ansøgning"},
      "plural": {"sv": "ansökningar", "en": "applications", "da": "ansøgninger"},
      "nameField": "applicant",
      "parents": ["call"],
      "fields": [
        {"number": 8, "key": "call", "label": {"sv": "Utlysning", "en": "Call", "da": "Ansøgningsrunde"}, "policy": "once", "kind": "reference", "to": ["call"], "parent": true},
        {"number": 9, "key": "applicant", "label": {"sv": "Sökande", "en": "Applicant", "da": "Ansøger"}, "policy": "once", "kind": "text", "personal": true},
        {"number": 10, "key": "received", "label": {"sv": "Inkom", "en": "Received", "da": "Modtaget"}, "policy": "once", "kind": "date"},
        {"number": 11, "key": "asked", "label": {"sv": "Sökt belopp", "en": "Amount asked", "da": "Ansøgt beløb"}, "policy": "review", "kind": "decimal", "minimum": 0},
        {"number": 12, "key": "text", "label": {"sv": "Text", "en": "Text", "da": "Tekst"}, "policy": "text", "kind": "longText"},
        {
          "number": 13,
          "key": "state",
          "label": {"sv": "Läge", "en": "State", "da": "Status"},
          "policy": "review",
          "kind": "enumeration",
          "options": [
            {"code": "draft", "label": {"sv": "Utkast", "en": "Draft", "da": "Udkast"}},
            {"code": "received", "label": {"sv": "Inkommen", "en": "Received", "da": "Modtaget"}},
            {"code": "incomplete", "label": {"sv": "Ofullständig", "en": "Incomplete", "da": "Ufuldstændig"}},
            {"code": "granted", "label": {"sv": "Beviljad", "en": "Granted", "da": "Bevilget"}},
            {"code": "refused", "label": {"sv": "Avslagen", "en": "Refused", "da": "Afslået"}},
            {"code": "withdrawn", "label": {"sv": "Återtagen", "en": "Withdrawn", "da": "Trukket tilbage"}}
          ]
        },
        {"number": 14, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 15,
      "key": "award",
      "label": {"sv": "beviljat stöd", "en": "award", "da": "bevilling"},
      "plural": {"sv": "beviljade stöd", "en": "awards", "da": "bevillinger"},
      "nameField": "application",
      "parents": ["application"],
      "fields": [
        {"number": 8, "key": "application", "label": {"sv": "Ansökan", "en": "Application", "da": "Ansøgning"}, "policy": "once", "kind": "reference", "to": ["application"], "required": true, "parent": true},
        {"number": 9, "key": "amount", "label": {"sv": "Belopp", "en": "Amount", "da": "Beløb"}, "policy": "review", "kind": "decimal", "minimum": 0},
        {"number": 10, "key": "decided", "label": {"sv": "Beslutat den", "en": "Decided on", "da": "Besluttet den"}, "policy": "review", "kind": "date"},
        {"number": 11, "key": "paid", "label": {"sv": "Utbetalt den", "en": "Paid on", "da": "Udbetalt den"}, "policy": "review", "kind": "date"},
        {"number": 12, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 16,
      "key": "enquiry",
      "label": {"sv": "förfrågan", "en": "enquiry", "da": "henvendelse"},
      "plural": {"sv": "förfrågningar", "en": "enquiries", "da": "henvendelser"},
      "nameField": "question",
      "fields": [
        {"number": 8, "key": "asker", "label": {"sv": "Frågeställare", "en": "Asker", "da": "Spørger"}, "policy": "once", "kind": "text", "personal": true},
        {"number": 9, "key": "question", "label": {"sv": "Fråga", "en": "Question", "da": "Spørgsmål"}, "policy": "once", "kind": "longText"},
        {
          "number": 10,
          "key": "kinds",
          "label": {"sv": "Vad det gäller", "en": "What it is about", "da": "Hvad det handler om"},
          "policy": "union",
          "kind": "set",
          "of": {
            "kind": "enumeration",
            "options": [
              {"code": "support", "label": {"sv": "Stöd", "en": "Support", "da": "Støtte"}},
              {"code": "knowledge", "label": {"sv": "Kunskap", "en": "Knowledge", "da": "Viden"}},
              {"code": "contact", "label": {"sv": "Kontakt", "en": "Contact", "da": "Kontakt"}}
            ]
          }
        },
        {"number": 11, "key": "owner", "label": {"sv": "Handläggare", "en": "Owner", "da": "Sagsbehandler"}, "policy": "review", "kind": "text"},
        {"number": 12, "key": "state", "label": {"sv": "Läge", "en": "State", "da": "Status"}, "policy": "review", "kind": "enumeration", "options": [{"code": "open", "label": {"sv": "Öppen", "en": "Open", "da": "Åben"}}, {"code": "closed", "label": {"sv": "Stängd", "en": "Closed", "da": "Lukket"}}]},
        {"number": 13, "key": "referredTo", "label": {"sv": "Hänvisad till", "en": "Referred to", "da": "Henvist til"}, "policy": "union", "kind": "set", "of": {"kind": "reference", "to": ["actor"]}, "makesMissing": true},
        {"number": 14, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 17,
      "key": "project",
      "label": {"sv": "projekt", "en": "project", "da": "projekt"},
      "plural": {"sv": "projekt", "en": "projects", "da": "projekter"},
      "nameField": "name",
      "fields": [
        {"number": 8, "key": "name", "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "policy": "text", "kind": "text", "required": true},
        {"number": 10, "key": "from", "label": {"sv": "Från", "en": "From", "da": "Fra"}, "group": "period", "kind": "partialDate"},
        {"number": 11, "key": "to", "label": {"sv": "Till", "en": "To", "da": "Til"}, "group": "period", "kind": "partialDate"},
        {"number": 12, "key": "funders", "label": {"sv": "Finansiärer", "en": "Funders", "da": "Finansieringskilder"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 13, "key": "leaders", "label": {"sv": "Projektledare", "en": "Leaders", "da": "Projektledere"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 14, "key": "themes", "label": {"sv": "Teman", "en": "Themes", "da": "Temaer"}, "policy": "union", "kind": "set", "of": {"kind": "text"}},
        {"number": 15, "key": "planned", "label": {"sv": "Planerat", "en": "Planned", "da": "Planlagt"}, "policy": "union", "kind": "set", "of": {"kind": "row", "parts": [{"number": 1, "key": "what", "isKey": true, "label": {"sv": "Vad", "en": "What", "da": "Hvad"}, "kind": "text"}, {"number": 2, "key": "number", "label": {"sv": "Antal", "en": "Number", "da": "Antal"}, "kind": "integer"}]}},
        {"number": 16, "key": "lessons", "label": {"sv": "Lärdomar", "en": "Lessons", "da": "Erfaringer"}, "policy": "text", "kind": "longText"},
        {"number": 17, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 9, "key": "period", "label": {"sv": "Projekttid", "en": "Project period", "da": "Projektperiode"}, "policy": "review", "members": ["from", "to"]}
      ],
      "rules": [
        {"rule": "notBefore", "field": "to", "other": "from"}
      ]
    },
    {
      "number": 18,
      "key": "figure",
      "label": {"sv": "nyckeltal", "en": "figure", "da": "nøgletal"},
      "plural": {"sv": "nyckeltal", "en": "figures", "da": "nøgletal"},
      "nameField": "subject",
      "appendOnly": true,
      "fields": [
        {"number": 8, "key": "subject", "label": {"sv": "Vad som mäts", "en": "Subject", "da": "Hvad der måles"}, "policy": "once", "kind": "text", "required": true},
        {"number": 9, "key": "asOf", "label": {"sv": "Mätdatum", "en": "As of", "da": "Opgjort pr."}, "policy": "once", "kind": "partialDate"},
        {"number": 10, "key": "value", "label": {"sv": "Värde", "en": "Value", "da": "Værdi"}, "policy": "once", "kind": "decimal"},
        {"number": 11, "key": "unit", "label": {"sv": "Enhet", "en": "Unit", "da": "Enhed"}, "policy": "once", "kind": "text"},
        {
          "number": 12,
          "key": "qualifier",
          "label": {"sv": "Noggrannhet", "en": "Precision", "da": "Nøjagtighed"},
          "policy": "once",
          "kind": "enumeration",
          "options": [
            {"code": "exact", "label": {"sv": "Exakt", "en": "Exactly", "da": "Præcis"}},
            {"code": "about", "label": {"sv": "Ungefär", "en": "About", "da": "Cirka"}},
            {"code": "over", "label": {"sv": "Mer än", "en": "Over", "da": "Over"}},
            {"code": "nearly", "label": {"sv": "Nästan", "en": "Nearly", "da": "Næsten"}},
            {"code": "atMost", "label": {"sv": "Högst", "en": "At most", "da": "Højst"}},
            {"code": "atLeast", "label": {"sv": "Minst", "en": "At least", "da": "Mindst"}}
          ]
        },
        {"number": 13, "key": "source", "label": {"sv": "Källa", "en": "Source", "da": "Kilde"}, "policy": "once", "kind": "text"},
        {"number": 14, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 19,
      "key": "partnership",
      "label": {"sv": "partnerskap", "en": "partnership", "da": "partnerskab"},
      "plural": {"sv": "partnerskap", "en": "partnerships", "da": "partnerskaber"},
      "nameField": "name",
      "fields": [
        {"number": 8, "key": "name", "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "policy": "text", "kind": "text", "required": true},
        {"number": 9, "key": "bodies", "label": {"sv": "Organ", "en": "Bodies", "da": "Organer"}, "policy": "union", "kind": "set", "of": {"kind": "row", "parts": [{"number": 1, "key": "name", "isKey": true, "label": {"sv": "Namn", "en": "Name", "da": "Navn"}, "kind": "text"}, {"number": 2, "key": "seats", "label": {"sv": "Platser", "en": "Seats", "da": "Pladser"}, "kind": "integer"}]}},
        {
          "number": 10,
          "key": "partners",
          "label": {"sv": "Medlemskommuner", "en": "Partner municipalities", "da": "Medlemskommuner"},
          "policy": "union",
          "kind": "set",
          "of": {
            "kind": "row",
            "parts": [
              {"number": 1, "key": "municipality", "isKey": true, "label": {"sv": "Kommun", "en": "Municipality", "da": "Kommune"}, "kind": "text"},
              {"number": 2, "key": "year", "isKey": true, "label": {"sv": "År", "en": "Year", "da": "År"}, "kind": "year"},
              {"number": 3, "key": "population", "label": {"sv": "Folkmängd", "en": "Population", "da": "Folketal"}, "kind": "integer"}
            ]
          }
        },
        {"number": 12, "key": "ratePerInhabitant", "label": {"sv": "Avgift per invånare", "en": "Rate per inhabitant", "da": "Bidrag pr. indbygger"}, "group": "rule", "kind": "decimal", "minimum": 0},
        {"number": 13, "key": "multiplier", "label": {"sv": "Multiplikator", "en": "Multiplier", "da": "Multiplikator"}, "group": "rule", "kind": "decimal", "minimum": 0},
        {"number": 14, "key": "fromYear", "label": {"sv": "Från år", "en": "From year", "da": "Fra år"}, "group": "rule", "kind": "year"},
        {"number": 15, "key": "toYear", "label": {"sv": "Till år", "en": "To year", "da": "Til år"}, "group": "rule", "kind": "year"},
        {"number": 16, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 11, "key": "rule", "label": {"sv": "Avgiftsregel", "en": "Contribution rule", "da": "Bidragsregel"}, "policy": "review", "members": ["ratePerInhabitant", "multiplier", "fromYear", "toYear"]}
      ],
      "rules": [
        {"rule": "notBefore", "field": "toYear", "other": "fromYear"}
      ]
    },
    {
      "number": 20,
      "key": "attachment",
      "label": {"sv": "bilaga", "en": "attachment", "da": "bilag"},
      "plural": {"sv": "bilagor", "en": "attachments", "da": "bilag"},
      "nameField": "name",
      "parents": ["on"],
      "fields": [
        {"number": 8, "key": "on", "label": {"sv": "Hör till", "en": "Attached to", "da": "Hører til"}, "policy": "once", "kind": "reference", "to": [], "required": true, "parent": true},
        {"number": 9, "key": "name", "label": {"sv": "Filnamn", "en": "File name", "da": "Filnavn"}, "policy": "latest", "kind": "text"},
        {"number": 10, "key": "mediaType", "label": {"sv": "Filtyp", "en": "Media type", "da": "Filtype"}, "policy": "once", "kind": "text"},
        {"number": 11, "key": "size", "label": {"sv": "Storlek i byte", "en": "Size in bytes", "da": "Størrelse i byte"}, "policy": "once", "kind": "integer", "minimum": 0},
        {"number": 12, "key": "hash", "label": {"sv": "Kontrollsumma", "en": "Hash", "da": "Kontrolsum"}, "policy": "once", "kind": "text"},
        {"number": 13, "key": "caption", "label": {"sv": "Bildtext", "en": "Caption", "da": "Billedtekst"}, "policy": "text", "kind": "text"},
        {"number": 14, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ]
    },
    {
      "number": 21,
      "key": "proposal",
      "label": {"sv": "förslag", "en": "proposal", "da": "forslag"},
      "plural": {"sv": "förslag", "en": "proposals", "da": "forslag"},
      "nameField": "record",
      "naturalKey": ["conflict", "author"],
      "fields": [
        {"number": 8, "key": "conflict", "label": {"sv": "Konflikt", "en": "Conflict", "da": "Konflikt"}, "policy": "once", "kind": "text", "required": true},
        {"number": 9, "key": "author", "label": {"sv": "Föreslaget av", "en": "Proposed by", "da": "Foreslået af"}, "policy": "once", "kind": "text", "required": true},
        {"number": 10, "key": "record", "label": {"sv": "Gäller", "en": "About", "da": "Vedrører"}, "policy": "once", "kind": "reference", "to": [], "required": true},
        {"number": 11, "key": "field", "label": {"sv": "Fält", "en": "Field", "da": "Felt"}, "policy": "once", "kind": "text"},
        {"number": 13, "key": "decision", "label": {"sv": "Förslag", "en": "Proposal", "da": "Forslag"}, "group": "choice", "kind": "enumeration", "options": [{"code": "take", "label": {"sv": "Välj en av ändringarna", "en": "Choose one of the edits", "da": "Vælg en af ændringerne"}}, {"code": "value", "label": {"sv": "Skriv ett annat värde", "en": "Write another value", "da": "Skriv en anden værdi"}}, {"code": "keep", "label": {"sv": "Behåll posten", "en": "Keep the record", "da": "Behold posten"}}, {"code": "delete", "label": {"sv": "Ta bort posten", "en": "Delete the record", "da": "Slet posten"}}, {"code": "keepBoth", "label": {"sv": "Behåll alla texterna", "en": "Keep all the texts", "da": "Behold alle teksterne"}}, {"code": "move", "label": {"sv": "Flytta posten", "en": "Move the record", "da": "Flyt posten"}}]},
        {"number": 14, "key": "take", "label": {"sv": "Vald ändring", "en": "Chosen edit", "da": "Valgt ændring"}, "group": "choice", "kind": "text"},
        {"number": 15, "key": "value", "label": {"sv": "Värde", "en": "Value", "da": "Værdi"}, "group": "choice", "kind": "longText"},
        {"number": 16, "key": "reason", "label": {"sv": "Skäl", "en": "Reason", "da": "Begrundelse"}, "policy": "latest", "kind": "longText"},
        {"number": 17, "key": "state", "label": {"sv": "Läge", "en": "State", "da": "Status"}, "policy": "latest", "kind": "enumeration", "options": [{"code": "draft", "label": {"sv": "Utkast", "en": "Draft", "da": "Kladde"}}, {"code": "proposed", "label": {"sv": "Föreslaget", "en": "Proposed", "da": "Foreslået"}}, {"code": "withdrawn", "label": {"sv": "Återtaget", "en": "Withdrawn", "da": "Trukket tilbage"}}]},
        {"number": 18, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 12, "key": "choice", "label": {"sv": "Val", "en": "Choice", "da": "Valg"}, "policy": "latest", "members": ["decision", "take", "value"]}
      ]
    },
    {
      "number": 22,
      "key": "rule",
      "label": {"sv": "stående regel", "en": "standing rule", "da": "stående regel"},
      "plural": {"sv": "stående regler", "en": "standing rules", "da": "stående regler"},
      "nameField": "field",
      "naturalKey": ["type", "field"],
      "fields": [
        {"number": 8, "key": "type", "label": {"sv": "Gäller poster av typen", "en": "For records of type", "da": "Gælder poster af typen"}, "policy": "once", "kind": "text", "required": true},
        {"number": 9, "key": "field", "label": {"sv": "Fält", "en": "Field", "da": "Felt"}, "policy": "once", "kind": "text", "required": true},
        {"number": 11, "key": "rule", "label": {"sv": "Regel", "en": "Rule", "da": "Regel"}, "group": "how", "kind": "enumeration", "options": [{"code": "official", "label": {"sv": "Det officiella står kvar", "en": "The official stays", "da": "Det officielle står ved magt"}}, {"code": "latest", "label": {"sv": "Det senast inkomna", "en": "The last that came in", "da": "Det senest indkomne"}}, {"code": "newestOfOneAuthor", "label": {"sv": "Den nyaste från en och samma person", "en": "The newest of one and the same person", "da": "Den nyeste fra én og samme person"}}, {"code": "takeAuthor", "label": {"sv": "Det som en viss person skrev", "en": "What a certain person wrote", "da": "Det, som en bestemt person skrev"}}]},
        {"number": 12, "key": "person", "label": {"sv": "Person", "en": "Person", "da": "Person"}, "group": "how", "kind": "text"},
        {"number": 13, "key": "reason", "label": {"sv": "Skäl", "en": "Reason", "da": "Begrundelse"}, "policy": "latest", "kind": "longText"},
        {"number": 14, "key": "state", "label": {"sv": "Läge", "en": "State", "da": "Status"}, "policy": "review", "kind": "enumeration", "options": [{"code": "on", "label": {"sv": "På", "en": "On", "da": "Til"}}, {"code": "off", "label": {"sv": "Av", "en": "Off", "da": "Fra"}}]},
        {"number": 15, "key": "uncertain", "label": {"sv": "Osäkert", "en": "Uncertain", "da": "Usikkert"}, "policy": "latest", "kind": "text"}
      ],
      "groups": [
        {"number": 10, "key": "how", "label": {"sv": "Regel", "en": "Rule", "da": "Regel"}, "policy": "review", "members": ["rule", "person"]}
      ]
    }
  ]
}

"""##
