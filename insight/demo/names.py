"""Invented pupils: Danish names of many origins, birth dates that fit the grade, numbers that nobody holds (day + 60)."""

import random
from datetime import date

from classes.importing import Guardian, ImportRow

GIRLS = (
    "Alma Asta Aya Bella Clara Ditte Ella Emma Esther Filippa Freja Frida Gry Hannah Ida Inaya Isabella Johanne "
    "Josefine Karla Laura Liv Luna Lærke Maja Marie Mathilde Merle Mille Naja Nanna Nora Olivia Rosa Sara Saga "
    "Signe Sofie Solveig Thea Tilde Vigga Yasmin Zahra Åse"
).split()
BOYS = (
    "Aksel Albert Alfred Ali August Bertram Carl Elias Emil Felix Frederik Gustav Hassan Hjalmar Johan Kasper Lauge "
    "Liam Linus Lucas Magne Malthe Mikkel Milas Noah Oscar Otto Oliver Pelle Philip Sigurd Sebastian Søren Theo "
    "Tobias Valdemar Viktor Villads Viggo William Yusuf Ørn"
).split()
FAMILY = (
    "Andersen Bæk-Jensen Christensen Dahl Eriksen Frandsen Gade Hald Holm Iversen Juhl Kjær Kristensen Lund Madsen Mikkelsen Nielsen Nowak Nørgaard Olsen Overgaard "
    "Petersen Quist Rahbek Rasmussen Sand Schmidt Skov Storgaard Sørensen Thomsen Toft Ulrich Vestergaard Warsame Winther Yıldız Ærø Østergaard Aagaard"
).split()


class Pupils:
    """The same pupils every time: a generator of its own seed."""

    def __init__(self, seed, year):
        self.random, self.year, self.serial = random.Random(seed), year, 0

    def rows(self, class_name, grade, count):
        return [self._row(class_name, grade) for _ in range(count)]

    def _row(self, class_name, grade):
        family = self.random.choice(FAMILY)
        born = date(self.year - 7 - grade, self.random.randint(1, 12), self.random.randint(1, 28))
        given, mother, father = (self.random.choice(names) for names in (GIRLS + BOYS, GIRLS, BOYS))
        guardians = [Guardian(f"{mother} {family}", "mother", "20 00 00 00"), Guardian(f"{father} {family}", "father")]
        return pupil(given, family, class_name, grade, born, guardians, self.number(born))

    def number(self, born):
        """Ten digits with an impossible day, so that no real person has them."""
        self.serial += 1
        seventh = 4 if born.year >= 2000 else 0
        return f"{born.day + 60:02}{born:%m%y}{seventh}{self.serial:03}"


_line = 0


def pupil(given, family, class_name, grade, born, guardians=(), cpr="", **fields):
    global _line
    _line += 1
    return ImportRow(
        line=_line,
        given_name=given,
        family_name=family,
        class_name=class_name,
        grade=grade,
        born_on=born,
        cpr=cpr,
        guardians=list(guardians),
        **fields,
    )
