"""Which column is which field."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from services.social.imports.guessing.columns import collect_columns, normalise
from services.social.imports.guessing.mapping import guess_mapping


def guess(*records: Mapping[str, Any]) -> dict[str, str]:
    found = guess_mapping(collect_columns(list(records)))
    return {field: guess.column.name for field, guess in found.items()}


def guess_table(header: str, *rows: str) -> dict[str, str]:
    names = header.split(",")
    return guess(*(dict(zip(names, row.split(","), strict=True)) for row in rows))


TABLES: dict[str, tuple[str, Sequence[str], dict[str, str]]] = {
    "Meta Business Suite": (
        "Post ID,Account username,Description,Duration (sec),Publish time,Permalink,"
        "Post type,Views,Reach,Likes,Shares,Comments,Saves",
        [
            "17895695668004550,ada,Hello there,12,05/23/2024 14:30,"
            "https://www.instagram.com/p/DAbcdefghij/,IG reel,100,90,8,2,3,4"
        ],
        {
            "id": "Post ID",
            "creator": "Account username",
            "text": "Description",
            "duration": "Duration (sec)",
            "time": "Publish time",
            "url": "Permalink",
            "kind": "Post type",
            "views": "Views",
            "reach": "Reach",
            "likes": "Likes",
            "shares": "Shares",
            "comments": "Comments",
            "saves": "Saves",
        },
    ),
    "German": (
        "Kanal,Titel,Veröffentlichungsdatum,Aufrufe,Mag-ich-Bewertungen,Kommentare",
        ["Ada,Erste Schritte,05.03.2023,1.234,12,3"],
        {
            "creator": "Kanal",
            "title": "Titel",
            "time": "Veröffentlichungsdatum",
            "views": "Aufrufe",
            "likes": "Mag-ich-Bewertungen",
            "comments": "Kommentare",
        },
    ),
    "French": (
        "Compte,Légende,Date de publication,Vues,J'aime,Commentaires,Partages",
        ["ada,Bonjour,5 mars 2023,100,10,1,2"],
        {
            "creator": "Compte",
            "text": "Légende",
            "time": "Date de publication",
            "views": "Vues",
            "likes": "J'aime",
            "comments": "Commentaires",
            "shares": "Partages",
        },
    ),
    "Spanish": (
        "Usuario,Fecha de publicación,Reproducciones,Me gusta,Comentarios",
        ["ada,5 mar 2023,100,10,1"],
        {
            "creator": "Usuario",
            "time": "Fecha de publicación",
            "views": "Reproducciones",
            "likes": "Me gusta",
            "comments": "Comentarios",
        },
    ),
    "Studio's content": (
        "Content,Video title,Video publish time,Duration,Views,"
        "Impressions,Impressions click-through rate (%),Average view duration",
        ["4OZip0cgOho,How I would,Mar 5 2023,300,100,1000,3.1,0:02:10"],
        {
            "id": "Content",
            "title": "Video title",
            "time": "Video publish time",
            "duration": "Duration",
            "views": "Views",
            "impressions": "Impressions",
        },
    ),
}


class TestGuessMapping:
    @pytest.mark.parametrize("name", TABLES)
    def test_headings_of_known_exports(self, name: str) -> None:
        header, rows, expected = TABLES[name]
        assert guess_table(header, *rows) == expected

    def test_interface_of_youtube(self) -> None:
        record = {
            "id": "dQw4w9WgXcQ",
            "snippet": {
                "title": "T",
                "channelTitle": "Ada",
                "publishedAt": "2023-03-05T00:00:00Z",
            },
            "contentDetails": {"duration": "PT3M"},
            "statistics": {"viewCount": "5", "likeCount": "1"},
        }
        assert guess(record) == {
            "creator": "snippet.channelTitle",
            "id": "id",
            "title": "snippet.title",
            "time": "snippet.publishedAt",
            "duration": "contentDetails.duration",
            "views": "statistics.viewCount",
            "likes": "statistics.likeCount",
        }

    def test_interface_of_x(self) -> None:
        record = {
            "id": "1626922779105759235",
            "text": "Hello",
            "created_at": "2023-02-18T12:33:11.000Z",
            "author": {"id": "7", "username": "ada", "name": "Ada L"},
            "public_metrics": {
                "retweet_count": 1,
                "reply_count": 2,
                "like_count": 3,
                "impression_count": 400,
                "bookmark_count": 5,
            },
        }
        found = guess(record)
        assert found["creator"] == "author.username"
        assert found["id"] == "id"
        assert found["shares"] == "public_metrics.retweet_count"
        assert found["comments"] == "public_metrics.reply_count"
        assert found["saves"] == "public_metrics.bookmark_count"

    def test_name_alone_is_not_believed(self) -> None:
        found = guess_table(
            "views,likes,caption,time,id",
            "high,yes,true,soon,1",
            "low,no,false,later,2",
        )
        assert found == {}

    def test_number_of_something_else_is_no_count(self) -> None:
        found = guess_table("Views per hour,Like rate,Comments (%)", "5,1,2")
        assert "views" not in found
        assert "likes" not in found

    def test_address_is_known_by_its_looks(self) -> None:
        found = guess_table(
            "foo,n", "https://youtu.be/dQw4w9WgXcQ,1", "https://youtu.be/aaaaaaaaaaA,2"
        )
        assert found == {"url": "foo"}

    def test_column_serves_one_field_only(self) -> None:
        found = guess({"content": "A sentence with words", "likes": "1"})
        assert found == {"text": "content", "likes": "likes"}


class TestNormalise:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("videoTitle (Original)", "video title"),
            ("Veröffentlichungs-Datum", "veroffentlichungs datum"),
            ("like_count", "like count"),
            ("  J'aime ", "j aime"),
        ],
    )
    def test_spellings_of_one_name_are_one(self, name: str, words: str) -> None:
        assert normalise(name) == words
