extension Words.Pages {
  /// Records, their histories, the follow-up, and word to authors.
  static let records: [String: Phrase] = [
    "activities": Phrase(
      sv: "Aktiviteter",
      en: "Activities",
      da: "Aktiviteter"),
    "activity": Phrase(
      sv: "Aktivitet",
      en: "Activity",
      da: "Aktivitet"),
    "allTypes": Phrase(
      sv: "Alla slag",
      en: "All types",
      da: "Alle slags"),
    "comment": Phrase(
      sv: "Kommentar",
      en: "Comment",
      da: "Kommentar"),
    "conflict": Phrase(
      sv: "konflikt",
      en: "conflict",
      da: "konflikt"),
    "decidedBy": Phrase(
      sv: "Avgjort av",
      en: "Decided by",
      da: "Afgjort af"),
    "deleted": Phrase(
      sv: "borttagen",
      en: "deleted",
      da: "slettet"),
    "dismiss": Phrase(
      sv: "Jag har läst",
      en: "I have read this",
      da: "Jeg har læst det"),
    "empty": Phrase(
      sv: "(tomt)",
      en: "(empty)",
      da: "(tomt)"),
    "field": Phrase(
      sv: "Fält",
      en: "Field",
      da: "Felt"),
    "fields": Phrase(
      sv: "Innehåll",
      en: "Content",
      da: "Indhold"),
    "history": Phrase(
      sv: "Historik",
      en: "History",
      da: "Historik"),
    "historyLead": Phrase(
      sv:
        "Nyast först. Inget försvinner, om det inte raderas efter beslut: att ångra är en ny version, och den kan också ångras.",
      en:
        "Newest first. Nothing disappears, unless it is erased by decision: undoing is a new version, which can be undone too.",
      da:
        "Nyeste først. Intet forsvinder, medmindre det slettes efter beslutning: at fortryde er en ny version, og den kan også fortrydes."
    ),
    "isCut": Phrase(
      sv: "Fler finns; skriv fler ord.",
      en: "There are more; write more words.",
      da: "Der er flere; skriv flere ord."),
    "isDeletedLead": Phrase(
      sv: "Posten är borttagen. Allt den innehöll finns kvar.",
      en: "The record is deleted. Everything it held is still here.",
      da: "Posten er slettet. Alt, den indeholdt, er her stadig."),
    "leaveAsIs": Phrase(sv: "Låt det vara", en: "Leave it as it is", da: "Lad det være"),
    "legend": Phrase(
      sv: "Vad tecknen och färgerna betyder",
      en: "What the signs and colours mean",
      da: "Hvad tegnene og farverne betyder"),
    "nextPage": Phrase(
      sv: "Nästa",
      en: "Next",
      da: "Næste"),
    "noActivities": Phrase(
      sv: "Det finns inga aktiviteter i planen.",
      en: "There are no activities in the plan.",
      da: "Der er ingen aktiviteter i planen."),
    "noRecords": Phrase(
      sv: "Inga poster passar in.",
      en: "No records match.",
      da: "Ingen poster passer."),
    "notLogged": Phrase(
      sv: "inte på servern än",
      en: "not on the server yet",
      da: "ikke på serveren endnu"),
    "nothingTold": Phrase(
      sv: "Inget att berätta: dina ord står som du skrev dem, eller så väntar de på att avgöras.",
      en: "Nothing to tell: your words stand as you wrote them, or wait to be settled.",
      da: "Intet at fortælle: dine ord står, som du skrev dem, eller venter på at blive afgjort."),
    "nowStands": Phrase(
      sv: "Nu står",
      en: "What stands now",
      da: "Nu står der"),
    "onlyDeleted": Phrase(
      sv: "Borttagna",
      en: "Deleted",
      da: "Slettede"),
    "onlyInConflict": Phrase(
      sv: "Bara i konflikt",
      en: "Only in conflict",
      da: "Kun i konflikt"),
    "openConflict": Phrase(
      sv: "Öppna",
      en: "Open",
      da: "Åbn"),
    "outcome": Phrase(
      sv: "Bedömning",
      en: "Assessment",
      da: "Vurdering"),
    "pages": Phrase(
      sv: "Sidor",
      en: "Pages",
      da: "Sider"),
    "place": Phrase(
      sv: "Plats",
      en: "Place",
      da: "Plads"),
    "previousPage": Phrase(
      sv: "Föregående",
      en: "Previous",
      da: "Forrige"),
    "reason": Phrase(
      sv: "Skäl",
      en: "Reason",
      da: "Begrundelse"),
    "records": Phrase(
      sv: "Poster",
      en: "Records",
      da: "Poster"),
    "responsible": Phrase(
      sv: "Ansvarig",
      en: "Responsible",
      da: "Ansvarlig"),
    "restore": Phrase(
      sv: "Återställ",
      en: "Restore",
      da: "Gendan"),
    "search": Phrase(
      sv: "Sök",
      en: "Search",
      da: "Søg"),
    "searchRecords": Phrase(
      sv: "Sök bland posterna",
      en: "Search the records",
      da: "Søg blandt posterne"),
    "settled": Phrase(
      sv: "utan konflikt",
      en: "no conflict",
      da: "uden konflikt"),
    "show": Phrase(
      sv: "Visa",
      en: "Show",
      da: "Vis"),
    "start": Phrase(
      sv: "Start",
      en: "Start",
      da: "Start"),
    "toInbox": Phrase(
      sv: "Till inkorgen",
      en: "To the inbox",
      da: "Til indbakken"),
    "toldLead": Phrase(
      sv:
        "Här står vad som blev av det du skrev, när något annat valdes eller skrevs i stället. Det du skrev finns kvar i historiken.",
      en:
        "Here is what became of what you wrote, where something else was chosen or written instead. What you wrote is still in the history.",
      da:
        "Her står, hvad der blev af det, du skrev, når noget andet blev valgt eller skrevet i stedet. Det, du skrev, er stadig i historikken."
    ),
    "type": Phrase(
      sv: "Slag",
      en: "Type",
      da: "Slags"),
    "undoThis": Phrase(
      sv: "Ångra det här",
      en: "Undo this",
      da: "Fortryd dette"),
    "wholeHistory": Phrase(
      sv: "Hela historiken",
      en: "The whole history",
      da: "Hele historikken"),
    "year": Phrase(
      sv: "År",
      en: "Year",
      da: "År"),
    "youWrote": Phrase(
      sv: "Du skrev",
      en: "You wrote",
      da: "Du skrev"),
  ]
}
