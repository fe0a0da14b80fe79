"""Hold the words by which the furniture of a page is known: menus, share buttons, related items. Tables only.

`CHROME` are whole lines; the others begin a line: phrases of several words any line, single words a short one only.
Those of `_END_STARTS` also end the article. All are folded to lower case. To teach the reader a new site's words, add
them here.
"""

from __future__ import annotations


def read_words(table: str) -> tuple[str, ...]:
    """Return the words of a table: parted by " | " and line ends."""
    return tuple(word.strip() for row in table.split("\n") for word in row.split("|") if word.strip())


CHROME = frozenset(
    read_words(
        """
home | news | all news | latest news | top news | breaking news | politics | economy | society | world | sport
sports | culture | business | opinion | analysis | video | videos | photo | photos | multimedia | projects
government bodies | menu | search | subscribe | sign in | sign up | log in | login | register | share
share this | print | print this | print version | pdf | email | e-mail | facebook | twitter | telegram
vkontakte | vk | x | instagram | youtube | whatsapp | linkedin | rss | skip to content | skip to main content
advertisement | ads | close | read more | more | back | next | previous | comments | comment | leave a comment
about us | about | contact us | contacts | contact | privacy policy | terms of use | cookies | accept | main
main page | tags | topics | languages | en | ru | eng | рус | english | русский | none | null | listen
listen to this article | copy link | save | text size | show news feed | news feed | exclusive | live
editors' picks | regions | incidents | interview | interviews | press releases | press release | events
science | technology | health | security | defense | defence | war | video of the day | published | updated
tweet | like | pin it | send
translate | font size | a- | a+ | follow | follow us | download | burger icon | in brief | important
international | europe | asia | africa | middle east | americas | usa | главная | новости | все новости
лента новостей | политика | экономика | общество | в мире | мир | спорт | культура | бизнес | мнения | мнение
аналитика | видео | фото | фоторепортаж | мультимедиа | меню | поиск | подписаться | войти | вход
регистрация | поделиться | печать | версия для печати | распечатать | реклама | закрыть | подробнее
читать далее | далее | назад | комментарии | комментировать | о нас | контакты | теги | рубрики | языки
слушать | скопировать ссылку | эксклюзив | происшествия | безопасность | интервью | пресс-релизы | события
наука | технологии | регионы | армия | россия | казахстан | беларусь | снг | одкб | порты | вконтакте
одноклассники | дзен | показать ещё | показать еще | на главную | оборона | международные отношения
казахстан и мир | в стране | власть | правительство | главные новости | главное | важное | нравится | ещё
еще | қаз | кыр | каз | арм | бел
article content | reddit | pinterest | flipboard | bluesky | tumblr | messenger | viber | copy | sms | link copied
copy article link | accept all | manage preferences | manage cookies | weather | lifestyle | travel | education
jobs | podcasts | podcast | newsletter | newsletters | my account | local | local news | classifieds | obituaries
image | gallery | audio | horizon | president | telegram news | photo of the day | view author publications
athletics | athlete | real estate | autos | food | arts | arts & culture | entertainment | letters | columns
columnists | editorials | cartoons | crosswords | puzzles | horoscopes | e-paper | epaper | help | support | faq
story continues below | back to video | close dialogue | next image | previous image | toggle caption | back to list
афиша | погода | город | авто | недвижимость | здоровье | образование | туризм | экология | жкх | кино | музыка
гороскоп | объявления | редакция | архив | архив новостей | подписка | рубрика | все рубрики | медиа | подкасты
блоги | колумнисты | история | религия | криминал | дети | семья | деньги | транспорт | официально | документы
features | feature | explainer | explainers | fact check | in depth | in-depth | long read | longread | long reads
special report | special reports | notifications | selected | sections | accessibility links | accessibility help
jump to main content | jump to navigation | jump to content | toggle navigation | toggle search | main navigation
close share panel | copy this link | media caption | image caption | image source | read more about sharing
recommend | log in log out | homepage | site map | sitemap | careers | terms & conditions | cookie settings
перейти к содержанию | перейти к основному содержанию | перейти к контенту | основное меню | официальный сайт
меню сайта | закрыть меню | лонгрид | лонгриды | спецпроекты | спецпроект | репортаж | репортажи | колонка | колонки
подшивка | свежий номер
к списку новостей | версия для слабовидящих | сведения об организации | расписание | принять | согласен | понятно
        """
    )
)
_CHROME_STARTS = read_words(
    """
follow us | share on | share this | share via | share: | sign up | subscribe | click here | skip to | view all
show more | load more | read in | listen to | min read | reading time | estimated reading | views:
view count | copyright | copyright 1 | copyright 2 | copyright © | copyright (c | all rights reserved
we use cookies | this site uses | adjust font | font size
subscribe to our | subscribe to the | подписывайтесь на | подпишитесь на
enable javascript | your browser | advertis | tags: | tag: | topics: | keywords: | category: | categories:
filed under | location: | join us | join our | download our | download the | donate | support us | become a
newsletter | print this | send to | report an error | flag | logo | icon | image | breadcrumb | you are here
home > | home / | home » | home| | home | | hits: | views | comments ( | 0 comments | подписывайтесь
подпишитесь | подписаться | следите за | поделиться | читайте нас | мы в | наш канал | наш telegram | теги:
тэги: | метки: | рубрика: | рубрики: | ключевые слова: | просмотров | просмотры | количество просмотров
время чтения | время на чтение | распечатать | версия для печати | нашли ошибку | заметили ошибку
нашли опечатку | увидели ошибку | сообщить об ошибке | все права защищены | использование материалов
при использовании материалов | перепечатка | полная перепечатка
копирование материалов | любое использование | возрастное ограничение | главная > | главная / | главная »
главная| | курс валют | погода | хотите | присоединяйтесь | следи за | больше новостей | оставить комментарий
we value your privacy | we and our | by signing up | thanks for signing | there was an error | this advertisement
story continues | no account? | реклама на | copy article | view all | sign up | see more sharing
hide message | link copied | enter your
don't want to see | open image modal | increase article | decrease article | manage your | accept cookies
please enable | required fields | your email address | download telegram | этот сайт использует | мы используем
на сайте используются | на информационном ресурсе | продолжая использовать | нажимая | вход / | войти /
this article is more than | see all topics | link copied | an official website | here's how you know
these are external links | media playback | read more about | i would like to | i want to receive | get our
get the latest | listen here | jump to | toggle | перейти к | перейти в | читать в | читайте в
примерное время чтения
самые важные | читать в | обсудить | комментарии ( | отправить | свежие новости
    """
)
_END_STARTS = read_words(
    """
read next
read also | read more: | see also | related | recent news | latest news | more news | most read | most popular
popular | recommended | you may also | you might also | more from | more on this | more stories | other news
top stories | trending | don't miss | comments | leave a reply | leave a comment | add comment
post a comment | about the author | what to read next | also read | also on | next article | previous article
up next | in other news | news of the day | last news | similar news | editor's choice | читайте также
читать также | смотрите также | смотри также | по теме | материалы по теме | новости по теме | другие новости
похожие | последние новости | ещё новости | еще новости | популярное | популярные | самое читаемое
что читают | что люди читают | читают сейчас | что читают люди
рекомендуем | вам может | также по теме | лента новостей | новости партнеров | новости партнёров | комментарии
добавить комментарий | актуальное | актуальные новости | другие материалы | новости сми2 | еще по теме
ещё по теме | все материалы | сейчас читают | follow us on | об авторе | следующая | предыдущая
    """
)


_KEY = 4  # no start is shorter


def _group_starts(starts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the starts by their first letters: most lines are known by one look not to begin with any."""
    return {start[:_KEY]: tuple(s for s in starts if s[:_KEY] == start[:_KEY]) for start in starts}


_CHROME_BY_KEY = _group_starts(_CHROME_STARTS)
_END_BY_KEY = _group_starts(_END_STARTS)
STARTS = frozenset(_CHROME_BY_KEY) | frozenset(_END_BY_KEY)  # the first four letters of all that begins a line


def starts_chrome(plain: str) -> bool:
    """Whether a folded line begins as furniture does."""
    starts = _CHROME_BY_KEY.get(plain[:_KEY])
    return starts is not None and _starts(plain, starts)


def starts_end(plain: str) -> bool:
    """Whether a folded line begins as the heads of related and latest items do."""
    starts = _END_BY_KEY.get(plain[:_KEY])
    return starts is not None and _starts(plain, starts)


def _starts(plain: str, starts: tuple[str, ...]) -> bool:
    few = plain.count(" ") <= 2 or ":" in plain[:16]
    return any(plain.startswith(start) and (few or " " in start or ":" in start) for start in starts)
