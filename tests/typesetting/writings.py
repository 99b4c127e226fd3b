"""Names and sentences in many scripts, and what people paste: for papers that must never fail."""

SCRIPTS = {
    "Latin": "Zoë Đặng Łukasiewicz Þórr ſeẞ Ǆ ŋ Ə", "Greek": "Ελένη Ὀδυσσεύς", "Cyrillic": "Володимир Їжакевич Қазақ",
    "Armenian": "Աննա Հակոբյան", "Georgian": "ნინო ბერიძე Ⴀ Ა", "Hebrew": "יַעֲקֹב לֵוִי",
    "Arabic": "محمّد عبد الله پژواک ٣",
    "Syriac": "ܡܪܝܡ", "Thaana": "އަޙްމަދު", "NKo": "ߒߞߏ", "Devanagari": "राज कुमार श्री", "Bengali": "রবীন্দ্রনাথ",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ", "Gujarati": "ગાંધી", "Oriya": "ଓଡ଼ିଆ", "Tamil": "செல்வி முருகன்", "Telugu": "వెంకట",
    "Kannada": "ಕನ್ನಡ", "Malayalam": "മലയാളം", "Sinhala": "ශ්‍රී ලංකා", "Thai": "สมชาย ใจดี", "Lao": "ສົມພອນ",
    "Tibetan": "བསྟན་འཛིན", "Myanmar": "အောင်ဆန်း", "Khmer": "សុខា", "Ethiopic": "ሰላም ተስፋዬ", "Cherokee": "ᏣᎳᎩ",
    "Canadian": "ᐃᓄᒃᑎᑐᑦ", "Ogham": "ᚑᚌᚐᚋ", "Runic": "ᚱᚢᚾᛖ", "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Han": "王小明 李娜 黃", "Hiragana": "さくら",
    "Katakana": "カタカナ ｶﾞ", "Hangul": "김민준 각", "Bopomofo": "ㄅㄆㄇ", "Yi": "ꆈꌠ", "Tifinagh": "ⵜⵉⴼⵉⵏⴰⵖ",
    "Javanese": "ꦗꦮ", "Balinese": "ᬩᬮᬶ", "Vai": "ꕙꔤ", "Coptic": "Ⲕⲟⲡⲧⲟⲥ", "Gothic": "𐌲𐌿𐍄", "Osmanya": "𐒋𐒘𐒈",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥", "Cuneiform": "𒀭𒂗", "Egyptian": "𓂀𓅓", "Deseret": "𐐔𐐯", "Chakma": "𑄌𑄋𑄴", "Old Persian": "𐎱𐎠",
}  # fmt: skip
"""Script → something written in it. Some of them no font of the house has."""

PASTED = {
    "emoji": "😀 👨‍👩‍👧‍👦 🇨🇭 👍🏽 ❤️‍🔥 5️⃣ ☎️ 🫠", "bullets of Word": "\uf0b7 eins\n\uf0a7 zwei\n\uf0fc drei \uf0ff vier",
    "controls": "a\0b\x01c\x07d\x1be\x7ff\x85g\x9f", "line ends": "a\r\nb\rc\vd\fe\u2028f\u2029g\n\n\nh\ti",
    "invisible": "\ufeffa\u200bb\u00adc\u2060d\u3164e\u2800f\u115fg\u180eh\ufff9i\u034fj",
    "joiners": "\u200d\u200c a\u200d\u0301",
    "directions": "\u202eABC\u202c \u2066\u05d0\u2069 \u200f) (\u200e",
    "accents of nobody": "e\u0301\u0302\u0327 a\u064b ሰ\u0301 \u0301",
    "accents alone": "\u0301\u0327", "halves of signs": "\ud83d \ude00",
    "no signs": "\ufffe\uffff\U0010ffff\ufdd0\u0378",
    "private": "\ue000\U000f0000", "tags": "🏴\U000e0067\U000e0062\U000e007f", "mathematics": "∑ √ ∞ ≤ 𝔘 𝒜 ⅓ ①",
    "ligatures": "ﬁ ﬄ Ĳ ŉ ㎏ ﷺ", "stacked": "Z" + "\u0351\u036b\u0343" * 30,
    "typography": "«a» ‹b› “c” – — … ‑ ‰ € ₿ ₺",
}  # fmt: skip
"""What it is → something people paste from elsewhere."""

EVERYTHING = {**SCRIPTS, **PASTED}
