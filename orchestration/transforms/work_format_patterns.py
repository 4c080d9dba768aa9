"""What is sought around a word of a work format: days, shares, denials and choices, in ru, uk, pl, en and de."""

from __future__ import annotations

import re

# A dot ends no sentence after "м.", "г.", "ул.", "ст."
# What it begins with is one set of signs: an alternation is tried at every letter, at six times the cost.
STOP = re.compile(
    r"[!?;•\n.](?:(?<!\.)|(?=\s)(?<!\bм\.)(?<!\bг\.)(?<!\bул\.)(?<!\bвул\.)(?<!\bст\.)(?<!\bca\.)(?<!\bок\.))"
)
CLOCK = re.compile(r"\d[:.]\d\d|\d\s?[-–]\s?\d\d")
CLAUSE = re.compile(r"[,;:()|—–]")
_COUNT = (
    r"(?:[1-4]|one|two|three|four|several|some|a few|один|одного|два|две|двух|дві|двох|три|трех|трьох|четыре|чотири"
    r"|пару|пара|несколько|кілька|jeden|dwa|dwóch|trzy|trzech|cztery|kilka|eine[nm]?|ein|zwei|drei|vier|einige|paar)"
)
DAYS = re.compile(
    rf"\b{_COUNT}(?:\s?[-–/]\s?[1-4])?\+?[\s-]*(?:[^\W\d]+\s)?"
    r"(?:days?|дня|дней|день|дні|днів|dni|dzień|dnia|tagen?|tage|tag|x|раза?|razy|times|(?<=\s)mal)\b"
    r"(?!\s*(?:off\b|of (?:vacation|holiday|leave)|отпуск|больнич|відпуст|urlop|urlaub))"
    r"(?![\s-]*(?:work(?:ing)?[\s-]*)?(?:week|woche)\b)"
    r"|\b(?:(?:раз|дважды|трижды|день|двічі|тричі) (?:в|на) (?:неделю|тиждень)|(?:once|twice|a day) (?:a|per) week"
    r"|(?:день|dzień|day|tag),?[\s-](?:lub |или |або |or |oder |bis )?(?:two|dwa|два|zwei)"
    r"|(?:raz|dwukrotnie|dzień) w tygodniu|(?:einmal|zweimal|dreimal|tag) (?:die|pro|in der) woche"
    r"|(?:[2-9]|1\d) (?:days? a|дн(?:я|ей) в|дні(?:в)? на|dni w|tage im) (?:month|месяц|місяць|miesiącu|monat))\b"
)
DAYS_OF_OTHER = re.compile(
    r"(?<!после )(?:обучени|стажиров|испытат)|отпуск|навчан|відпуст"
    r"|training|vacation|holiday|szkole|urlop|schulung|urlaub"
)
# Calls and payments that are counted by the week, not days at a place: "удалёнка, выплаты по пятницам".
COUNTED_OTHERWISE = re.compile(
    r"созван|созвон|зідзвон|дзвінк|\bcalls?\b|stand-?up|\bsyncs?\b|meeting|spotka\w* online|\bzoom|выплат|виплат|оплат"
    r"|зарплат|\bзп\b|платим|платят|\bpaid\b|\bpay\b|payout|wypłat|płacimy|płatn|auszahl|bezahlt"
)
WHOLE_WEEK = re.compile(
    r"monday\W{1,3}(?:to|through|till|until)?\W{0,2}friday|понедельника?\W.{0,4}пятниц|понеділ\w+\W.{0,4}п.ятниц"
    r"|poniedział\w+ do piątku|montags? (?:bis|–|-) freitags?"
    r"|\bmon\.?\s?(?:-|–|to)\s?fri\b|\bпн\.?\s?(?:-|–|—|по|до)\s?пт\b|\bpo?n\.?\s?(?:-|–|do)\s?pt\b|\bmo\.?\s?(?:-|–|bis)\s?fr\b"
)
# "70 % remote", "Remote: 80%", "40 % mobil"
_PLACE = (
    r"(?:remote|home|mobil|telearb|удал|дистанц|віддал|zdaln|on-?\s?site|vor ort|offic|офис|офіс|biur|büro|präsenz)"
)
_OF_PEOPLE = r"(?!(?:of\b|zespołu|команд|our|the team|unser))"
SHARE = re.compile(
    rf"(?<!\d)[1-9]\d?\s?%\s?{_OF_PEOPLE}(?:\w+[\s-]+){{0,2}}{_PLACE}|{_PLACE}\w*(?:[^.,;%\n\d]|\.(?=\s?\d)){{0,14}}[1-9]\d?\s?%"
)
WEEKS_A_YEAR = re.compile(
    r"\d+\s*(?:weeks?|days?|недел\w*|дн\w*|тижн\w*|tygodni\w*|dni|wochen|tage)\b.{0,25}\b(?:year|год|году|рік|rok|roku|jahr)\b"
)
# "Удалёнка по РФ (за границей до 30 дней в году)"
ABROAD = re.compile(r"\((?:[^()]*\s)?(?:за границ|за рубеж|за кордон|abroad|zagranic|ausland|outside)")
RARELY = re.compile(
    r"\b(?:раз (?:в|на) (?:месяц|місяць|квартал|год|рік|полгода)|(?:once|twice) a (?:month|quarter|year)"
    r"|\d(?:[-–]\d)?\s?(?:x|раза?|рази?|razy?|times?|mal)\s?(?:/|w |в |на |im |per |a |pro )?\s?"
    r"(?:мес\w*|міс\w*|mies\w*|month|monat|kwarta\w*|квартал\w*|quarter|quartal|год|году|рік|rok|roku|year|jahr)"
    r"|every (?:month|quarter)|raz (?:w|na) (?:miesiąc\w*|kwartał\w*|rok\w*)|einmal im (?:monat|quartal|jahr)"
    r"|alle (?:(?:zwei|drei|\d) monate|(?:drei|vier|fünf|sechs|acht|[3-9]) wochen)"
    r"|every (?:three|four|five|six|eight|[3-9]) weeks|co (?:\w+ )?(?:miesiąc\w*|kwartał\w*)"
    r"|(?:one|two|один|одну|одна|два|две|дві|jeden|jedną|dwa|einen?|zwei)\s(?:[^\W\d]+\s){1,2}"
    r"(?:в месяц|на місяць|w miesiącu|im monat|a month))\b"
    r"|\b(?:sporadyczn|редк|рідк|периодич|періодич|occasional|gelegentlich)\w* "
    r"(?:wizyt|визит|візит|посещ|поездк|присут|visit|trip|besuch|treff)"
)
WHOLLY = re.compile(
    r"\b(?:полностью удаленн|полная удаленк|повністю віддален|(?:fully|entirely|completely) remote"
    r"|100\s?%\s(?:remote|удален|віддален|zdaln)"
    r"|(?:w pełni|całkowicie|w całości) zdaln|(?:vollständig|komplett) remote|vollremote)"
)
# "Vollständig im Homeoffice", "полностью из дома": home is then all there is.
ALL_OF_IT = re.compile(
    r"(?:полностью|целиком|исключительно|только|повністю|цілком|виключно|лише|тільки|fully|entirely|completely"
    r"|exclusively|permanent(?:ly)?|100\s?%(?:ig)?|w pełni|w całości|całkowicie|wyłącznie|tylko|vollständig|komplett"
    r"|ausschließlich|rein|dauerhaft|nur|all(?: of us)?|everyone|alle|все|всі|усі|wszyscy)[\s-]+"
    r"(?:(?:of|work(?:ing|s)?|arbeiten|работа\w+|працю\w+|pracuj\w+|im|in|aus|dem|von|с|в|из|з|зі|на|w|z|na)\s)*$"
)
ALL_OF_IT_AFTER = re.compile(
    r"[\s-]*\(?(?:(?:zu |в |w |на )?100\s?%|(?:deutschland|bundes|österreich|schweiz|eu|europa)weit\b)"
)
# "In our San Francisco office", "w naszym krakowskim biurze": said of the work in sentences of any length.
OUR_OFFICE = re.compile(
    r"\b(?:(?:in|at|from|for|join) our|(?:based|located|work|sit) (?:in|at|out of|from) the)\s"
    r"(?:[^\W\d]+,?[\s-]){0,3}$"
    r"|(?<!\w)(?:в|во|у|из|з|до|w|z|do|in|aus|von)\s(?:наш|nasz|unser)\w+\s(?:[^\W\d]+[\s-]){0,2}$"
)
# Parts of the phrases for an office that say that the work is done there.
AT_WORK = re.compile(
    r"site|person|work|работ|рабоч|робоч|робот|формат|режим|команд|prac|stacjon|biurow|based|culture|очн"
    r"|days[ /](?:a|in|per|on|week)|tage|dni|дн[еія]|präsenz|vor ort|территор|площадк|клиент|klient"
)
WORK_BEFORE = re.compile(
    r"(?:\bwork(?:ing)?(?: full[- ]time)? (?:from|in|out of|at)|\bbased (?:in|at|out of)|\bработа\w* (?:в|из)|5/2"
    r"|\bпрац\w+ (?:в|у|з)|\bprac\w+ (?:w|z)|\barbeite\w* (?:in|aus|im))\s?(?:[^\W\d]+,?[\s-]){0,4}$"
)
# "On-site construction", "onsite support": done there, by whomever.
ON_SITE_THING = re.compile(
    r"\s(?:construct|install|support|service|plumb|technic|visit|event|train|deploy|assembl|repair|mainten|inspect|session"
    r"|meeting|gym|park|massag|lunch|dinner|meal|cater|chef|child|daycare|fitness|health|clinic|doctor|activit|perk"
    r"|commission|test|survey|customer|client|photo|search|optimi[sz]|seo|analytic|engagement|retreat|consult)\w*"
)
# "A distributed workforce (remote, hybrid, and on-site teams)": how others work.
_FORMAT = r"(?:remote(?:ly)?|hybrid|on-?\s?site|in-(?:office|person)|distributed|virtual|co-?located|field)"
OF_PEOPLE = re.compile(
    rf"\b(?=[\w\s,/&-]{{0,40}}\b(?:remote|distributed|virtual)\b){_FORMAT}(?:\s?[,/&]\s?(?:and\s|or\s|&\s)?{_FORMAT}|\s(?:and|or|&)\s{_FORMAT})+[\s-]"
    r"(?:teams?|workforces?|colleagues|employees|staff|team members|stakeholders|participants|attendees|dynamics)\b"
)
SLASHED = re.compile(r"[^\W\d_][\w-]*(?:\s?/\s?[^\W\d_][\w-]*){2}")
# "Возможность работать частично либо полностью удаленно".
_PARTLY = r"(?:частично|частково|częściowo|partially|partly|teilweise)"
_FULLY = r"(?:полностью|повністю|całkowicie|w pełni|fully|completely|vollständig|komplett)"
_OR_ELSE = r"\W+(?:или|либо|або|чи|lub|or|oder)\W+"
PARTLY_OR_WHOLLY = re.compile(
    rf"\b(?:{_PARTLY}{_OR_ELSE}{_FULLY}|{_FULLY}{_OR_ELSE}{_PARTLY})\s(?:удал|дистанц|віддал|zdaln|remot)"
)
# Remote work as another way than the office that is named beside it: "офис у метро (возможен удаленный формат)".
OPTION = re.compile(r"\b(?:возмож|можно|можлив|можна|możliw|possib|option|möglich|обсужда|рассм|розгля)\w*")
METRO = re.compile(r"\b(?:метро|ст\. ?м|м\.) ")
# "Тренинги очно, дистанционно": where one learns.
LEARNT = re.compile(
    r"\b(?:тренинг|тренінг|вебинар|вебінар|курс[аыиоі]|обучени|навчання|szkole|training|course|webinar|schulung)"
)
WHETHER = re.compile(r"\W*whether (?:you|your|we|they|it)\b")
OF_THE_PAST = re.compile(r"\b(?:experience|опыт|досвід|doświadczen|erfahrung|events)")
# "This is a hybrid role", "формат гибридный": said of the work here, beside a field that knows no hybrid work.
# "A hybrid role that bridges sales and engineering" is of two trades.
_HYBRID = r"(?:hybrid|гибрид|гібрид|hybryd)"
_A_ROLE = r"(?:role|position|job|vacancy|stelle|ваканси|позици|позиці|stanowisk)"
OF_THE_ROLE = re.compile(
    rf"\b{_A_ROLE}\w*\W(?:[^\W\d]+\W+){{0,8}}{_HYBRID}|\bwe (?:all )?work hybrid|#li-hybrid"
    r"|\bhybrid (?:work(?:ing)? )?(?:setup|schedule|work model)\b"
    rf"|{_HYBRID}\w*\W+{_A_ROLE}\w*+(?!\W+(?:that|which|bridg|combin|between|spann|mix|blend|ideal|across|with))"
    rf"|\b(?:location|локация|локація|lokalizacja|standort)\b[^:]{{0,20}}:.*{_HYBRID}"
    r"|hybrides arbeiten|гибридный формат|гібридний формат|praca hybrydowa"
)
# Days of those who live near an office, or of another office, are not those of a remote job.
OF_SOME = re.compile(
    r"\b(?:employees|those|people|team members|candidates|anyone|everyone|folks|roles|mitarbeiter\w*)"
    r" (?:who|based|living|located|near|within|in|hired)"
    r"|\b(?:if you|for (?:those|employees|candidates|roles)|(?:some|other) (?:employees|roles)|near|close to"
    r"|within \d+)\b"
    r"|\b(?:если (?:вы|ты)|якщо (?:ви|ти)|jeśli|wenn (?:du|sie))\b"
)
IN_BRACKETS = re.compile(r"\w*\s?\([^)]*")
MORE_THAN_THAT = re.compile(r"возмож|полност|повн|можлив|fully|possib|możliw|pełn|möglich|vollst")
PER_YEAR = re.compile(r"\b(?:year|год|году|рік|року|rok|roku|rocznie|jahr)\b")
EITHER = re.compile(r"(?:/|\||&|\b(?:or|или|либо|або|чи|lub|albo|bądź|oder|and|и|та|i|und)\b)\s*(?:[^\W\d]+\s+){0,2}$")
OR = re.compile(r"/|\b(?:or|или|либо|або|чи|lub|albo|bądź|oder)\b")
# What a text offers beside the one format of a field: "(remote, hybrid, office)", "для Москвы возможен гибрид".
OFFERS = re.compile(
    OR.pattern
    + r"|\b(?:так и|так і|jak i|sowohl|both)\b"
    + r"|\b(?:режим|формат|format|tryb|mode|arbeitsmodell)\b[^:\n]{0,20}:[^\n]*,"
    + r"|\balso (?:be )?(?:considered|possible|welcome|fine|ok|okay|an option)\b"
    + r"|\([^()]*,[^()]*\)|\b(?:возмож|можлив|możliw|possib|möglich|на выбор|на вибір|do wyboru|optional)"
)
# "Офис в центре - м. Октябрьская": a line about the office, beside days at home it is that of the other days.
SEAT = re.compile(
    r"[\s\d•*–—-]*(?:(?:наш|nasze?|unser|our)\s)?(?:офис|офіс|biuro|büro|office)"
    r"(?:\s(?:в|у|на|w|in|im|рядом|недалеко|возле|около|біля|поруч|blisko|\d[\d–-]*\s?(?:мин\w*|хв\w*|min\w*))\b|\s?[-–:])"
)
# A stage of hiring: "Recruiter screen", "Onsite", "Offer".
STAGE = re.compile(
    r"[\s\d•*).–—-]*(?:virtual |final |half-day |full-day )?on-?\s?site(?: round| loop| visit| day)?[\s.:]*"
)
STAGES = re.compile(
    r"\b(?:screen\w*|interviews?|offer|reference checks?|recruiter|take[- ]home|case stud\w+|phone call|intro call)\b"
)
BUT = re.compile(r"\b(?:but|но|але|однак|однако|ale|jednak|aber)\b")
NOUN = re.compile(r"гибрид(?:а|е|у|ом|но)?|гібрид(?:а|і|у|ом|но)?|hybryd(?:a|y|ę|zie|owo)")
NEXT_WORD = re.compile(r"\s+([^\W\d]+)")
FOLLOWING = re.compile(r"[\s-]*\(?\b([^\W_]+)")
DENIED_AFTER = re.compile(r"\b(?:не|нет|нельзя|невозмож\w*|неможлив\w*|немає|not|nie|nicht)\b(?! (?:a )?problem)")
# "Удалёнка после испытательного не предусмотрена": verbs that deny from further off.
DENIED_FAR = re.compile(
    r"\bне (?:предусмотр|предполаг|рассматрив|предлага|передбач|розгляда|пропону)|\bnie (?:przewiduj|oferuj)"
    r"|\bnot (?:offered|available|an option)|\bnicht (?:vorgesehen|angeboten)|\bleider (?:noch )?nicht\b"
)
DENIED_BEFORE = re.compile(
    r"\b(?:(?:(?:не|not|nie|nicht)(?!\s(?:против|проти|только|лише|тільки|only|just|tylko|nur))|без|no|brak|kein\w*|нет|немає)\s+(?:\w+\s+)?"
    r"|(?:nie da się|nie można|нельзя|невозможно|неможливо|не можна)\s+(?:\w+\s+){0,4}"
    r"|(?:can['’]?t|cannot|won['’]?t|not able to|unable to)\s+(?:\w+\s+){0,2}|no remote or "
    r"|(?:(?:do|does|is|are|can|wo)n?['’]?t|not)\s(?:(?:yet|currently|quite|really)\s)*(?:offer|ready|hire|hiring|accept|consider|support|allow"
    r"|take|taking|looking for|open to|set up for)\w*\s(?:[\w-]+\s){0,4})$"
)
# "INTERN no, Remote/H1B no"
DENIED_SHORT = re.compile(r"(?:/?\w+)? no\b(?=\W*$|\s?[,;|/)])")
DENIED_AT_END = re.compile(r"\bnicht(?: ein| an| vor)?\s*$")
NO_WAY = re.compile(r"[^.!?]{0,25}\b(?:никак|ніяк)\b")
# "Удалёнка: нет", as forms that bots fill in say it.
NO_SUCH = re.compile(r"\s?:\s{0,2}(?:нет|немає|ні|no|none|nie|brak|nein|kein\w*)\b(?=\W*$|\s?[,;|/)])")
OR_BEFORE = re.compile(r"(?:/|\b(?:or|либо|или|або|чи|lub|albo|oder|possibly))\s?\(?$")
OR_AFTER = re.compile(r"\)?\s?(?:/|(?:or|либо|или|або|чи|lub|albo|oder)\b)")
_JOIN = r"(?:or|или|либо|або|чи|lub|albo|oder)"
_THREE = r"([^\W\d_]+(?:[ -][^\W\d_]+){0,2})"
# With a flag between: "Лимассол 🇨🇾 или remote". "Vilnius / remote" offers both; "Wien/remote" is anybody's guess.
PLACE_BEFORE = re.compile(
    rf"{_THREE}[.)]?,?(?:\s[^\w\s/]{{1,4}})?\s(?:{_JOIN}|(/))\s"
    r"(?:(?:fully|(?:w\s)?100\s?%|full-time|work|w|zu|w pełni|całkowicie|полностью|повністю|komplett|vollständig)\s)?"
    r"\(?$"
)
PLACE_AFTER = re.compile(
    rf"(?:(?:\s?\(|(?<=\())[^()]{{2,30}}\))?,?\s{_JOIN}\s(?:(?:in|at|from|based in|в|у|из|з|w|z|in|aus)\s)?{_THREE}"
)
# "Где ты сидишь - нам всё равно": who need not be at any place.
NO_MATTER = re.compile(
    r"все равно|не ?важно|без разницы|не принципиально|не имеет значения|не играет роли|байдуже|не має значення"
    r"|не принципово|неважливо|не важливо|без різниці|(?:bez|nie ma|nie robi) (?:znaczenia|różnicy)|obojętn|nieważne"
    r"|wszystko jedno|\begal\b|spielt keine rolle|n[o']t matter|n[o']t care|no matter|irrelevant|unimportant"
    r"|makes no difference|none of our business"
)
