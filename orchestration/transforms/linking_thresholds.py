"""Every number of linking in one place, with the evidence for it."""

from __future__ import annotations

# Definition: texts shorter than this never link on text alone (characters of the bare text, letters and digits).
MIN_TEXT_LENGTH = 400

# MinHash: 128 slots estimate a Jaccard similarity with a standard error of at most 0.045.
PERMUTATIONS = 128
MINHASH_SEED = 20

# Bits for the stems of a text's words. 150 stems leave 93 of 100 bits free, and two texts' common share is known to
# 0.015, where MinHash of as many bytes knows it to 0.05.
STEM_BITS = 2048
STEM_MIN_LETTERS = 3

# 32 bands of 4 slots: a pair of Jaccard 0.7 becomes a candidate with probability 0.9998, of 0.3 with 0.23.
BANDS = 32

WINDOW_DAYS = 90

# Estimated similarity below which two texts are not looked at; lower for equal employer and title, where a teaser of
# a third of the ad's length still gives a quarter.
MIN_SIMILARITY = 0.20
MIN_SIMILARITY_OTHERS = 0.60
MIN_SIMILARITY_PART = 0.30  # of a text whose words all stand in the other

# An address that ads of more different titles share is a careers page or a channel, whatever it looks like.
URL_MAX_TITLES = 3

# Earlier postings looked at per new posting and block key; postings alike in all that is compared count once.
BLOCK_MAX_TARGETS = 200
# Earlier postings that one new posting is linked to by near text; further members join through these.
NEAR_MAX_LINKS = 4

# Employers. Jaro-Winkler of names with confusable letters made equal: kvant / quant 1.0, lanova / lanera 0.84.
COMPANY_MIN_SIMILARITY = 0.92
# A word of this many letters, unless generic, names an employer.
COMPANY_OWN_WORD = 4

# Titles. Two words are one in two spellings or endings from this rapidfuzz ratio on (0..100): strategist / stratigist
# 90, platforma / platformy 89; german / french 33, hosting / posting 86 is the price, and the text decides on it.
TITLE_SPELLING = 85.0
TITLE_SHORT_WORD = 3
# Share of words in common (of the title with fewer words) that makes titles of different sources comparable.
# One word of two is too little: "customer support" and "customer success".
TITLE_MIN_OVERLAP = 0.6

# Jaccard of word 3-shingles that makes two texts one, by how well the titles and employers agree.
NEAR_SAME_TITLE = 0.70
NEAR_SAME_TITLE_UNNAMED = 0.80
NEAR_WIDER_TITLE = 0.80
NEAR_WIDER_TITLE_SAME_FAMILY = 0.95
NEAR_OVERLAPPING_TITLE = 0.85
# Posts of which one names no job in its title. Of the 35 links that this adds on real posts of Hacker News 31 have one
# author.
NEAR_UNSAID_TITLE = 0.90

# Teasers: share of the shorter text that stands in the longer one, for equal titles and employers of two sources: of
# its shingles, or of its stems, which teasers of the labelled pairs keep wholly (1.00; the estimate errs by 0.02).
CONTAINED_SAME_TITLE = 0.75
CONTAINED_UNNAMED = 0.90
CONTAINED_STEMS = 0.95
TEASER_MAX_RATIO = 0.8
# A board's own lines added, a part left out or moved: 0.81 to 0.84 of the stems remain in the labelled pairs.
CONTAINED_REARRANGED = 0.78
NEAR_REARRANGED = 0.35

# Small edits (pay, a number, a sentence) leave 0.93 and more of the stems in the labelled pairs; two jobs under one
# title at one board have 0.71 to 0.90 in common, and ads of one agency for two clients up to 0.91.
STEMS_EDITED = 0.92

# Boilerplate by document frequency: a sketch slot that ads of this many other titles of the employer share.
BOILERPLATE_MIN_TITLES = 2
BOILERPLATE_MIN_SHARE = 0.1
BOILERPLATE_MAX_ROWS = 64
# Fewer slots than this left after the cut say nothing; then the whole texts must agree this closely.
CONTENT_MIN_SLOTS = 16
NEAR_ALL_BOILERPLATE = 0.95
CONTENT_SAME_TITLE = 0.60
# One title of one employer: two texts this alike are one whatever other ads share with them. In the labelled pairs
# small edits (a city, a number, a sentence) leave 0.87 to 0.97.
NEAR_DESPITE_BOILERPLATE = 0.85
# Ads for clients share a template: the labelled pairs of two clients reach 0.86, a changed salary leaves 0.95.
NEAR_FOR_CLIENT = 0.92

# One employer's ads of one role that share hardly a shingle: log-odds of what agrees and differs, from a logistic
# regression on the labelled pairs, rounded. There ads told anew have 0.18 to 0.31 of the stems in common, ads of two
# jobs told anew 0.14 to 0.24: stems alone do not tell, with technologies and numbers they do for 21 of 23 and 11 of 12.
FIELDS_MIN_STEMS = 0.15
FIELDS_MAX_SHINGLES = 0.15  # above it sentences were copied, and what they say is judged as text
# Ads told anew share up to 0.07 of their shingles in the labelled pairs, by stock phrases; what is more was copied, as
# is an employer's paragraph: simulated ads of two of its jobs share 0.17 to 0.30 of the shingles, so 0.32 of the stems.
FIELDS_STOCK_SHINGLES = 0.10
FIELDS_MAX_ROWS = 64  # a larger employer's ads of one role are too many to tell one from the other
RETOLD_WEIGHTS = {
    "stems": 18.0,
    "technology": 0.4,
    "technology differs": -0.6,
    "number": 0.2,
    "number differs": -0.15,
    "same title": 0.6,
}
RETOLD_MIN_ODDS = 1.85 + 18.0 * 0.20
RETOLD_STEMS_CLIENT = 0.25  # an agency asks for the same things for each client: only the words are left to tell
TRANSLATED_WEIGHTS = {
    "technology": 0.6,
    "technology differs": -1.1,
    "number": 0.4,
    "number differs": -0.3,
    "no number in common": -2.5,
    "same title": 0.5,
    "level stated": 0.3,
}
TRANSLATED_MIN_ODDS = 1.0  # titles alone are not enough
MOST_TECHNOLOGIES = 6  # more of them in common say no more
# Of two candidates that are two openings the better one must be better by so much.
FIELDS_MARGIN = 0.5
TRANSLATION_MIN_LENGTHS = 0.5

# Language of a text by its small words: so many, and so many times the second language's.
LANGUAGE_MIN_WORDS = 5
LANGUAGE_MARGIN = 2

# A component with more titles than this is a chain. Of 151 components of three and more posts over thirteen years of
# Hacker News, where titles are free text, 143 have at most three titles and none more than six.
COMPONENT_MAX_TITLES = 8
# Components of two need no guard: their one link was judged with both ads in view.
COMPONENT_MIN_MEMBERS = 3
