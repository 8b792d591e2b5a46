"""What the name of a column says: its words, taken apart, and what each means."""

import functools
import re
import unicodedata

# Meanings, and the words for them in English, Swedish, Danish, Norwegian and German; of French, Spanish,
# Portuguese and Dutch those that the essential columns are called by.
MEANINGS: dict[str, str] = {
    "customer": "customer customers cust client party household patient donor student passenger participant "
    "asiakas attendee buyer buyers shopper member patron purchaser username guest kund kunde kunden kunder "
    "kundin kjøper køber köpare käufer besteller debitor medlem mitglied abnehmer soldto billto cliente "
    "clientes klant kd kundens klient visitor",
    "user": "user users bruker bruger användare benutzer",
    "account": "account acct konto",
    "contact": "contact kontakt kontaktperson ansprechpartner person",
    "id": "# id ids no nr nbr number num nummer numer numero número key code kod kode uid guid uuid idnr",
    "reference": "reference ref referens referanse referenz",
    "unique": "unique unik eindeutig master",
    "order": "tilaus order ordre ordern bestellung bestell bestellungs beställning beställnings bestillings "
    "bestilling auftrag auftrags purchase köp köps køb købs kjøp kjøps kauf ordered placed purchased "
    "bought pedido commande bestelling best inköps inköp köpt bestilt bestellt",
    "invoice": "invoice inv faktura rechnung rechnungs factura facture factuur bill fakt rg",
    "receipt": "receipt kvitto kvittering bon kassenbon beleg verifikat ticket bong",
    "transaction": "transaction trans txn trx transaktion transaktions transaksjon charge checkout booking "
    "reservation",
    "event": "event händelse hændelse hendelse ereignis",
    "basket": "basket cart warenkorb varukorg kurv handlekurv",
    "document": "document doc dokument bilag",
    "sale": "sale sold salg salgs försäljning försäljnings verkauf verkaufs selling",
    "stock": "stock inventory available lager backordered",
    "many": "orders ordrer ordrar bestellungen purchases transactions invoices fakturor fakturaer "
    "frequency freq count pedidos",
    "date": "päivämäärä pvm date datum dato data datetime timestamp dttm dt fecha tidsstämpel when",
    "clock": "time tid tidspunkt klockslag zeit uhrzeit klokkeslett",
    "day": "day dag tag",
    "on": "at on the den am vom of for by and der des von av af til",
    "created": "created added submitted oprettet opprettet skapad angelegt erstellt entered",
    "closed": "closed completed complete finished avslutad afsluttet abgeschlossen completado terminée",
    "period": "year month week quarter qtr hour dow weekday år månad vecka jahr monat woche måned uke uge",
    "paid": "paid betald betalt bezahlt charged payé payée pagado pagato pago betaald maksettu",
    "payment": "payment payments pay betal betalning betalnings betaling betalings zahlung zahlungs "
    "financial tender",
    "ship": "ship ships shipping shipped shipment shipto delivery delivered deliver dispatch dispatched "
    "fulfilled fulfillment fulfilment fulfill handling freight frakt fragt porto postage levering "
    "leverans leverings versand liefer lieferung carrier pickup courier recipient consignee mottagare "
    "modtager mottaker empfänger post",
    "due": "due förfallo förfall forfalls forfald fällig fälligkeits expected estimated requested required "
    "promised valid expiry expires expire deadline limit",
    "update": "updated update modified changed ändrad endret ændret geändert change",
    "cancel": "cancelled canceled cancel cancellation annullerad annulleret avbruten makulerad storniert "
    "storno void voided kansellert reversed annulé annulée cancelado cancelada annullato geannuleerd peruttu",
    "refund": "refund refunded refunds återbetald återbetalda återbetalade återbetalning återbetalt "
    "refunderet refundert refunderad erstattet erstattung rückerstattung rückerstattet zurückerstattet "
    "kreditert krediterad krediteret tilbagebetalt tilbakebetalt",
    "return": "return returned returns retur returer returnerad returneret returnert retoure",
    "credit": "credit kredit credited gutschrift",
    "amount": "amount fare rent belopp beløb beløp betrag summa sum summe amt montant importe monto bedrag",
    "total": "total totals totalt totale ialt gesamt grand insgesamt totaal totalpris totalsumma end "
    "extended tot",
    "sub": "sub subtotal subtotals delsumma delsum zwischensumme",
    "revenue": "revenue sales umsatz omsättning omsætning omsetning turnover gmv erlös spend spent monetary",
    "value": "value värde værdi verdi wert valor",
    "price": "price pris preis prix precio preço prijs pricing",
    "unit": "each unit per piece stück styck styk stk stykk enhet enhets enhed enheds einzel à a single st "
    "pr",
    "list": "list retail catalogue catalog",
    "net": "net netto ex excl exkl exclusive eks ekskl ohne utan uden without before",
    "gross": "gross brutto inc incl inkl inclusive included including med with mit after",
    "tax": "tax taxes taxable vat moms mva mwst ust steuer gst hst duty duties",
    "discount": "discount discounts discounted rabatt rabat coupon promo promotion voucher kupong "
    "gutschein kampanj saving",
    "fee": "fee fees gebühr avgift gebyr commission surcharge tip tips gratuity insurance deposit kommission",
    "cost": "cost costs cogs kostnad kostnads kosten inköpspris profit margin marginal markup "
    "täckningsbidrag dækningsbidrag deckungsbeitrag bidrag original compare regular standard msrp rrp "
    "uvp mrp",
    "balance": "balance saldo outstanding rest restbelopp remaining",
    "gift": "gift gåva gave geschenk presentkort gavekort",
    "quantity": "quantity quantities qty quant antal antall menge anzahl pieces pcs units stückzahl aantal "
    "cantidad quantidade quantité quantità määrä",
    "line": "line lines row rad rads linje linjes zeile zeilen position positions pos lineitem lineitems",
    "product": "product products prod produkt produkter produkts item article artikel artikkel vara varu "
    "varor vare varer ware waren goods material merchandise producto produto",
    "items": "items articles artiklar",
    "sku": "sku asin ean barcode stockcode upc gtin isbn variant streckkod",
    "service": "service tjänst tjeneste ydelse leistung",
    "name": "name names navn namn fullname nom nombre naam",
    "title": "title titel description desc bezeichnung benämning betegnelse beskrivning beskrivelse tekst "
    "beschreibung descripcion",
    "full": "full whole display",
    "first": "first given forname förnamn fornavn vorname firstname fname",
    "last": "last family surname efternamn efternavn etternavn nachname lastname lname latest",
    "company": "company firma företag företags business organisation organization firmanavn firmanamn",
    "billing": "billing faktureringsadress betalare payer",
    "email": "email emails mail mejl epost emailaddress emailadresse mailadresse epostadress epostadresse "
    "correo courriel sähköposti",
    "address": "address adresse adress addresses",
    "place": "street gata gade straße strasse road city ort stad town province region county country land "
    "zip postal postcode plz postnr postnummer phone telefon tlf tel telephone mobile mobil fax latitude "
    "longitude location stats district suburb territory market",
    "state": "state tillstånd tilstand zustand",
    "status": "status stage statustext statut estado stato tila",
    "currency": "currency valuta währung curr ccy devise moneda moeda",
    "money_code": "sek eur usd dkk nok gbp chf kr euro dollar pounds",
    "base": "base local shop presentment store converted settlement",
    "rate": "rate kurs exchange percent pct percentage share ratio factor satz sats",
    "category": "category categories segment class group kategori kategorie grupp gruppe brand märke mærke "
    "merke department aisle collection vendor",
    "type": "type typ kind art slag",
    "newsletter": "newsletter newsletters nyhetsbrev nyhedsbrev nyhetsbrevet",
    "consent": "consent consents samtycke samtykke einwilligung zustimmung permission permissions optin "
    "opted subscribed subscriber subscription accepts accept accepted agrees agreed wants wishes ønsker "
    "önskar prenumererar abonnerer tilmeldt påmeldt tilladelse tillåter allowed consented",
    "marketing": "marketing reklam reklame markedsføring marknadsföring direktmarketing",
    "ads": "ads ad advertising advertisement annonser annons annoncer annonce werbung retargeting",
    "sms": "sms whatsapp push phonecall",
    "note": "note notes comment comments message memo remark remarks kommentar anmerkung bemerkung "
    "anmärkning notat meddelande besked nachricht info details detail reason reasons",
    "method": "method methods methode metod metode sätt satt måde weise mode gateway channel kanal source "
    "way option provider",
    "shop": "merchant seller supplier staff employee rep säljare sælger selger verkäufer cashier register "
    "device warehouse leverantör leverandør lieferant affiliate partner agent office branch website "
    "marketplace filial butik butikk",
    "to": "to from",
    "flag": "is has was flag",
    "zone": "zone timezone",
    "weight": "weight vikt vekt vægt gewicht size",
    "birth": "birth birthday dob birthdate födelse fødsels geburts age gender",
    "technical": "ip url browser tracking token hash index rank score points rating level",
    "summary": "average avg mean min max ever lifetime recency tenure since prior",
    "loyalty": "loyalty lylty club bonus",
    "card": "card kort karte kundkort",
    "joined": "signup registered registration joined enrolled",
}
# Two words that mean one thing together.
PAIRS = {
    ("e", "mail"): "email",
    ("e", "post"): "email",
    ("e", "postadress"): "email",
    ("e", "postadresse"): "email",
    ("opt", "in"): "consent",
    ("bill", "to"): "billing",
    ("sold", "to"): "customer",
    ("sell", "to"): "customer",
    ("billed", "to"): "customer",
    ("invoice", "to"): "customer",
    ("ship", "to"): "ship",
    ("i", "alt"): "total",
    ("time", "zone"): "zone",
    ("time", "stamp"): "date",
    ("user", "name"): "customer",
    ("number", "of"): "many",
    ("no", "of"): "many",
    ("num", "of"): "many",
    ("count", "of"): "many",
    ("#", "of"): "many",
    ("antal", "ordrar"): "many",
    ("direct", "marketing"): "marketing",
    ("line", "item"): "line",
    ("product", "line"): "category",
    ("order", "line"): "line",
    ("order", "row"): "line",
    ("order", "item"): "line",
    ("full", "name"): "name",
    ("store", "credit"): "gift",
    ("mw", "st"): "tax",
    ("u", "st"): "tax",
    ("art", "nr"): "sku",
    ("art", "no"): "sku",
    ("att", "betala"): "balance",
    ("to", "pay"): "balance",
}
LINKS = ("", "s", "e", "n", "es", "en")  # what German and the Nordic languages put between two words
ENDINGS = ("er", "en", "es", "em", "e", "de", "da", "te", "t", "d")  # of participles: "Erstatteter Betrag"
LETTERS = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ł": "l"})
SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"}
LONGEST_NAME = 80  # letters of a name that are looked at


def bare(text: str) -> str:
    """Return the text in small letters without accents: "Beløb" and "BELOB" are the same."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _spellings(word: str) -> set[str]:
    """Return a word as it is written without its accents: Währung is wahrung or waehrung."""
    return {bare(word), bare("".join(SPELT_OUT.get(letter, letter) for letter in word))}


KNOWN = {
    spelling: meaning
    for meaning, words in MEANINGS.items()
    for word in words.split()
    for spelling in _spellings(word)
}


def split(name: str) -> list[str]:
    """Return the words of a column's name: camelCase, snake_case and the like are parted."""
    name = re.sub(
        r"(?<=[a-zåäöøæü])(?=[A-ZÅÄÖØÆÜ])|(?<=[A-ZÅÄÖ])(?=[A-ZÅÄÖ][a-zåäöøæü])", " ", name[:LONGEST_NAME]
    )
    return re.findall(r"[a-z]+|[0-9]+|#", bare(name))


@functools.lru_cache(maxsize=10_000)
def _parts(word: str) -> tuple[str, ...] | None:
    """Return the fewest known words that a longer one is made of, such as kunde and nr; None if it is not."""
    if word in KNOWN:
        return (word,)
    found = []
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) > 6 and word.removesuffix(ending) in KNOWN:
            return (word.removesuffix(ending),)
    for cut in range(len(word) - 2, 2, -1):
        head = next(
            (
                word[: cut - len(link)]
                for link in LINKS
                if word[:cut].endswith(link) and word[: cut - len(link)] in KNOWN and cut - len(link) > 2
            ),
            None,
        )
        tail = _parts(word[cut:]) if head else None
        if tail:
            found.append((head, *tail))
    return min(found, key=len, default=None)


@functools.lru_cache(maxsize=10_000)
def meanings(name: str) -> tuple[str, ...]:
    """Return what the words of a name mean, in their order; "?" for a word that is not known."""
    words = [part for word in split(name) if not word.isdigit() for part in _parts(word) or (word,)]
    result, i = [], 0
    while i < len(words):
        two = tuple(words[i : i + 2])
        pair = PAIRS.get(two) or PAIRS.get(tuple(KNOWN.get(word, "?") for word in two))
        result.append(pair or KNOWN.get(words[i], "?"))
        i += 2 if pair else 1
    return tuple(result)
