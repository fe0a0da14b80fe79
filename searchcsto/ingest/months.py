"""Name the months and the days of the week, as news pages write them.

A table of our own, not a date library's: it is looked up for each word beside a number, thousands of times a second,
where a general parser costs a hundred times more and guesses what we must not guess.
"""

from __future__ import annotations

_MONTHS = """
1 january jan январь января январе янв січня студзеня januar jänner janvier janv enero gennaio janeiro ocak қаңтар
2 february feb febr февраль февраля феврале фев февр
2 лютого лютага februar feber février févr febrero febbraio fevereiro şubat ақпан
3 march mar март марта марте мар березня сакавіка märz mrz mär mars marzo março mart наурыз
4 april apr апрель апреля апреле апр квітня красавіка avril avr abril aprile nisan сәуір
5 may май мая мае травня mai mayo maggio maio mayıs мамыр
6 june jun июнь июня июне июн червня чэрвеня juni juin junio giugno junho haziran маусым
7 july jul июль июля июле июл липня ліпеня juli juillet juil julio luglio julho temmuz шілде
8 august aug август августа августе авг серпня жніўня жнівеня août agosto ağustos тамыз
9 september sep sept сентябрь сентября сентябре сен сент
9 вересня верасня septembre septiembre settembre setembro eylül қыркүйек
10 october oct октябрь октября октябре окт жовтня кастрычніка oktober okt octobre octubre ottobre outubro ekim қазан
11 november nov ноябрь ноября ноябре ноя нояб листопада лістапада novembre noviembre novembro kasım қараша
12 december dec декабрь декабря декабре дек
1 січень січ студзень
2 лютий лют люты
3 березень берез сакавік
4 квітень квіт красавік
5 травень трав траўня травеня
6 червень черв чэрвень
7 липень ліпень
8 серпень жнівень
9 вересень верес верасень
10 жовтень жовт кастрычнік
11 листопад листоп лістапад
12 грудень груд снежань
12 грудня снежня dezember dez décembre déc diciembre dicembre dezembro aralık желтоқсан
"""
_WEEKDAYS = """
0 monday mon понедельник понедельника пн понеділок montag lundi lunes
1 tuesday tue tues вторник вторника вт вівторок dienstag mardi martes
2 wednesday wed среда среду среды ср середа середу mittwoch mercredi miércoles
3 thursday thu thur thurs четверг четверга чт четвер donnerstag jeudi jueves
4 friday fri пятница пятницу пятницы пт п'ятниця freitag vendredi viernes
0 панядзелак
1 аўторак
2 серада
3 чацвер
4 п'ятницю пятніца
6 нядзеля
5 saturday sat суббота субботу субботы сб субота суботу samstag samedi sábado
6 sunday sun воскресенье воскресение воскресенья вс неділя неділю sonntag dimanche domingo
"""


def _read_table(table: str) -> dict[str, int]:
    rows = (row.split() for row in table.split("\n") if row)
    return {word: int(number) for number, *words in rows for word in words}


MONTHS = _read_table(_MONTHS)
WEEKDAYS = _read_table(_WEEKDAYS)
