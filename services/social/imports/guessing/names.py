"""What columns are called, field by field: the likelier names first.

From the exports and interfaces of the platforms and of common collectors, and plain
words in the languages of such exports. Compared whole (see `normalise`), so that
`Impressions click-through rate` is no number of impressions."""

from functools import cache

from services.social.imports.mapping import ImportField

_NAMES: dict[ImportField, str] = {
    "platform": "platform, network, social network, plattform, netzwerk, plateforme, "
    "plataforma, piattaforma",
    "creator": "channel title, channel name, account username, username, user name, "
    "screen name, user screen name, author username, owner username, handle, channel, "
    "account name, account, author name, author, creator, creator name, page name, "
    "user, profile name, profile, owner, uploader, who, posted by, page, kanal, "
    "kanalname, konto, kontoname, benutzername, benutzer, nutzer, autor, auteur, "
    "autore, utilisateur, compte, nom du compte, cuenta, usuario, "
    "nombre de usuario, conta, utente, gebruiker, uzytkownik, channel id",
    "id": "video id, tweet id, post id, pin id, status id, id str, media id, aweme id, "
    "item id, shortcode, short code, code, id, content, video, videos, beitrags id, "
    "id de publicacion, id de publication, inhalte, contenu, contenido, conteudo, "
    "contenuti",
    "url": "permalink, permalink url, post url, tweet url, tweet permalink, web video "
    "url, video url, share link, share url, webpage url, post link, video link, url, "
    "link, href, address, adresse, lien, enlace, permalien, enlace permanente",
    "kind": "post type, media type, media product type, content type, video type, "
    "format, kind, type, beitragstyp, beitragsart, typ, art, type de publication, "
    "tipo de publicacion, tipo de publicacao, tipo di post, tipo",
    "title": "title, video title, post title, pin title, headline, titel, videotitel, "
    "titre, titre de la video, titulo, titulo del video, titulo do video, titolo, "
    "titolo del video, tytul",
    "text": "full text, text, tweet text, caption, post text, post message, "
    "description, message, share commentary, video description, post content, desc, "
    "body, content, tweet, status, beschreibung, beitragstext, bildunterschrift, "
    "inhalt, texte, legende, contenu, texto, descripcion, contenido, pie de foto, "
    "descricao, legenda, testo, descrizione, didascalia, tekst, omschrijving, opis",
    "time": "published at, video publish time, publish time, video publish timestamp, "
    "publish timestamp, published time, published, publication date, publish date, "
    "post publish date, date published, created at, created time, create time, "
    "creation timestamp, creation time, created, posted at, date posted, posted, "
    "post date, post time, upload date, uploaded at, taken at timestamp, taken at, "
    "timestamp, datetime, date time, time, date, video create timestamp, "
    "veroffentlicht, veroffentlicht am, veroffentlichungsdatum, "
    "veroffentlichungszeitpunkt des videos, "
    "veroffentlichungszeitpunkt, zeitpunkt der veroffentlichung des videos, datum, "
    "zeit, erstellt, date de publication, heure de publication, fecha, fecha de "
    "publicacion, hora de publicacion, data, data de publicacao, "
    "data di pubblicazione, ora di pubblicazione, publicatiedatum, gepubliceerd, "
    "data publikacji",
    "duration": "duration, duration sec, duration seconds, length seconds, "
    "approx duration, video duration, video length, length, dauer, videolange, lange, "
    "duree, duracion, duracao, durata, duur, czas trwania",
    "views": "views, view count, views count, video views, play count, plays, "
    "video view count, video play count, total views, lifetime views, aufrufe, vues, "
    "lectures, visualizaciones, vistas, reproducciones, visualizacoes, "
    "visualizzazioni, weergaven, wyswietlenia",
    "impressions": "impressions, impression count, impressions count, lifetime post "
    "total impressions, impressionen, impresiones, impressoes, impressioni, "
    "vertoningen",
    "reach": "reach, accounts reached, members reached, lifetime post total reach, "
    "reichweite, erreichte konten, couverture, portee, alcance, copertura, bereik, "
    "zasieg",
    "likes": "likes, like count, likes count, favorites, favorite count, favourites, "
    "favourite count, digg count, hearts, heart count, reactions, reaction count, "
    "reactions count, like, favorite, gefallt mir, gefallt mir angaben, "
    "mag ich bewertungen, mentions j aime, j aime, me gusta, curtidas, gostos, "
    "mi piace, vind ik leuks, polubienia",
    "comments": "comments, comment count, comments count, comments added, replies, "
    "reply count, comment, responses, kommentare, antworten, commentaires, reponses, "
    "comentarios, respuestas, commenti, reacties, komentarze",
    "shares": "shares, share count, shares count, retweets, retweet count, reposts, "
    "repost count, reshares, reshare count, share, geteilt, geteilte inhalte, "
    "partages, veces compartido, compartidos, compartilhamentos, partilhas, "
    "condivisioni, gedeeld, udostepnienia",
    "saves": "saves, save count, saves count, saved, bookmarks, bookmark count, "
    "collect count, gespeichert, gespeicherte beitrage, enregistrements, guardados, "
    "salvamentos, salvataggi, opgeslagen, zapisane",
    "followers": "followers, follower count, followers count, subscriber count, "
    "subscribers count, fans, fans count, abonnenten, abonnes, seguidores, follower",
    "engagements": "engagements, engagement, interaktionen, interactions, "
    "interacciones, interacoes, interazioni",
    "media": "media, media url, media urls, image url, image urls, images, image, "
    "display url, thumbnail url, thumbnail, picture, photo, photos, bild, bilder",
    "as_of": "as of, collected at, scraped at, fetched at, retrieved at, crawled at, "
    "extracted at, collected on, snapshot at, snapshot date, collection date, "
    "date collected, abgerufen am",
}
# Objects that tell of the account rather than of the post.
_ACCOUNTS = frozenset(
    {"author", "author meta", "user", "owner", "channel", "account", "creator", "page"}
)
_NAMES_OF_ACCOUNT: dict[ImportField, str] = {
    "creator": "unique id, username, user name, screen name, handle, name, login, "
    "title, nick name, nickname",
    "followers": "followers, followers count, follower count, fans, fans count, "
    "subscriber count",
}


def find_rank(field: ImportField, words: str, parent: str = "") -> int | None:
    """How near a column's name is to a field, 0 being nearest; None: not at all.

    `words` and `parent` as `Column` has them."""
    if not parent:
        return _load(field).get(words)
    if parent in _ACCOUNTS:
        return _load_of_account(field).get(words)
    return None


@cache
def _load(field: ImportField) -> dict[str, int]:
    return _rank(_NAMES[field])


@cache
def _load_of_account(field: ImportField) -> dict[str, int]:
    return _rank(_NAMES_OF_ACCOUNT.get(field, ""))


def _rank(names: str) -> dict[str, int]:
    words = [name.strip() for name in names.split(",") if name.strip()]
    return {word: rank for rank, word in reversed(list(enumerate(words)))}
