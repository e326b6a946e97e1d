"""The files of an archive, read element by element."""

from io import BytesIO
from typing import Any

import pytest

from services.social.imports.archives.contents import ArchiveFile
from services.social.imports.archives.x.assigned_json import AssignedJson
from services.social.imports.archives.x.records import TweetFile
from services.social.imports.files.records import FileBroken
from tests.social.imports.archives.x.building import (
    build_notes,
    build_script,
    build_tweet,
    build_tweets,
)


def open_tweets(*contents: bytes, notes: bytes | None = None) -> TweetFile:
    parts = [
        ArchiveFile("posts", f"tweets-part{n}.js", BytesIO(content))
        for n, content in enumerate(contents)
    ]
    if notes:
        parts.insert(0, ArchiveFile("notes", "note-tweet.js", BytesIO(notes)))
    return TweetFile(parts)


def read(*contents: bytes) -> list[Any]:
    return list(open_tweets(*contents).records())


def ids(*contents: bytes) -> list[str]:
    return [tweet["id_str"] for tweet in read(*contents)]


def edited(post_id: str, *versions: str) -> Any:
    info = {"initial": {"editTweetIds": list(versions)}}
    return build_tweet(post_id, edit_info=info)


class TestAssignedJson:
    @pytest.mark.parametrize("end", ["", ";", ";\n", "\n;\r\n\t ", " \n"])
    def test_one_semicolon_at_the_end_is_no_json(self, end: str) -> None:
        assert ids(build_tweets(build_tweet(1), end=end)[1]) == ["1"]

    @pytest.mark.parametrize("end", [";;", "; alert(1)", "; var x = 1;", "]"])
    def test_anything_else_after_it_is_an_error(self, end: str) -> None:
        with pytest.raises(FileBroken, match=r"tweets-part0\.js is damaged"):
            read(build_tweets(build_tweet(1), end=end)[1])

    def test_equals_sign_and_semicolons_in_texts_stay(self) -> None:
        text = "a = 1; b = 2;" + "; " * 100_000 + "end"
        [tweet] = read(build_tweets(build_tweet(1, full_text=text))[1])
        assert tweet["full_text"] == text

    def test_call_in_place_of_data_is_not_run_but_refused(self) -> None:
        with pytest.raises(FileBroken):
            read(b"window.YTD.tweets.part0 = require('fs').readFileSync('/etc/passwd')")

    def test_file_without_assignment_is_refused(self) -> None:
        with pytest.raises(FileBroken):
            AssignedJson(BytesIO(b"[1]" * 1_000)).read()


class TestRecords:
    def test_elements_of_all_parts_in_their_order(self) -> None:
        first, second = build_tweets(build_tweet(1), build_tweet(2)), build_tweet(3)
        assert ids(first[1], build_tweets(second)[1]) == ["1", "2", "3"]

    def test_oldest_archives_have_no_shell(self) -> None:
        assert ids(build_script("tweet", [build_tweet(1)])) == ["1"]

    def test_element_that_is_no_object_is_a_row_of_its_own(self) -> None:
        found = read(build_script("tweets", [5, {"tweet": None}, build_tweet(1)]))
        assert [tweet and tweet["id_str"] for tweet in found] == [None, None, "1"]

    def test_earlier_versions_come_last_the_newer_first(self) -> None:
        versions = ("10", "11", "12")
        tweets = [edited(post_id, *versions) for post_id in versions]
        content = build_tweets(*tweets, build_tweet(20))[1]
        assert ids(content) == ["12", "20", "11", "10"]

    def test_later_version_tells_of_the_others_in_its_own_way(self) -> None:
        info = {"edit": {"editControlInitial": {"editTweetIds": ["10", "9"]}}}
        content = build_tweets(build_tweet(9, edit_info=info), build_tweet(8))[1]
        assert ids(content) == ["8", "9"]

    def test_damage_names_the_file_and_keeps_what_was_before(self) -> None:
        content = build_tweets(build_tweet(1), build_tweet(2))[1][:-60]
        records = open_tweets(content).records()
        first = next(records)
        assert first
        assert first["id_str"] == "1"
        with pytest.raises(FileBroken, match=r"tweets-part0\.js is damaged at byte"):
            next(records)


class TestLoadNotes:
    def test_more_than_memory_may_hold_is_refused(self) -> None:
        many = ((str(n), "x" * 1_000_000) for n in range(20))
        with pytest.raises(FileBroken, match="more than can be read"):
            open_tweets(notes=build_notes(*many)[1]).load_notes()

    def test_elements_that_are_no_notes_are_passed_over(self) -> None:
        content = build_script("note_tweet", [5, {"x": 1}, {"noteTweet": None}])
        assert open_tweets(notes=content).load_notes().size == 0
