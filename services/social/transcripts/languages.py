"""Names of languages, as models of speech tell them, and their codes. Pure.

Source: the languages that Whisper knows (github.com/openai/whisper, tokenizer.py, seen
2026-11-20); the codes are ISO 639-1, or 639-3 where there is none."""

_NAMES = """
afrikaans=af albanian=sq amharic=am arabic=ar armenian=hy assamese=as azerbaijani=az
bashkir=ba basque=eu belarusian=be bengali=bn bosnian=bs breton=br bulgarian=bg
cantonese=yue catalan=ca chinese=zh croatian=hr czech=cs danish=da dutch=nl english=en
estonian=et faroese=fo finnish=fi french=fr galician=gl georgian=ka german=de greek=el
gujarati=gu haitian_creole=ht hausa=ha hawaiian=haw hebrew=he hindi=hi hungarian=hu
icelandic=is indonesian=id italian=it japanese=ja javanese=jw kannada=kn kazakh=kk
khmer=km korean=ko lao=lo latin=la latvian=lv lingala=ln lithuanian=lt
luxembourgish=lb macedonian=mk malagasy=mg malay=ms malayalam=ml maltese=mt maori=mi
marathi=mr mongolian=mn myanmar=my nepali=ne norwegian=no nynorsk=nn occitan=oc
pashto=ps persian=fa polish=pl portuguese=pt punjabi=pa romanian=ro russian=ru
sanskrit=sa serbian=sr shona=sn sindhi=sd sinhala=si slovak=sk slovenian=sl somali=so
spanish=es sundanese=su swahili=sw swedish=sv tagalog=tl tajik=tg tamil=ta tatar=tt
telugu=te thai=th tibetan=bo turkish=tr turkmen=tk ukrainian=uk urdu=ur uzbek=uz
vietnamese=vi welsh=cy yiddish=yi yoruba=yo
"""
_CODES = dict(entry.split("=") for entry in _NAMES.split())


def find_language_code(name: str | None) -> str | None:
    """The code of a language by its English name, or of what is a code already; None
    for what nobody knows."""
    told = (name or "").strip().casefold().replace(" ", "_")
    return _CODES.get(told) or (told if told in _CODES.values() else None)
