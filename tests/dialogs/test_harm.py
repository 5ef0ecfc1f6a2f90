"""Harm that is happening now is heard in any text; the ordinary sentences of a file audit are left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.conversation.harm import plain, sentence_of_harm
from dialogs.conversation.worry import sentence_of_worry

TODAY = date(2026, 6, 5)

NOW = """
he was hit last night
He was hit last night.
father hit him again last night
Mum says father hit him again last night
She is not safe
shes not safe
she isn't safe at home
They are not safe with him
child is at risk now
he is at risk now
At risk now
The child is in immediate danger
Bruise on arm not followed up
bruises on his legs seen today
child seen with bruises on Friday, no visit since
He came to school with a black eye
scared to go home
She said today that she is afraid to go home.
He said he is afraid to go home tonight
She told the teacher she's frightened of going home
the baby is left alone every night
Three year old was left alone last night
the twins are home alone
He is suicidal
she says she wants to die
She took an overdose on Monday
he has a knife
Dad has a gun in the house
he was threatened with a machete yesterday
domestic violence now
domestic violence is ongoing
DV incident last night, police attended
Mum's partner punched her on Saturday
missing since Tuesday
She has been missing since Friday
He is missing again
he went missing last night and nobody has seen him since
she ran away this morning
Father keeps hitting him
stepdad hits him
Uncle is touching her sexually
she disclosed that her uncle touched her inappropriately
He is being groomed
she is being exploited by older men
Good - chronology fine but he was hit last night
There are burns on her arm
Baby has a fracture
fresh marks on his neck
she self harmed today
she cut her wrists last night
Mother was drunk and looking after the baby last night
school says he was hit last night
New bruises today.
Now there are bruises too.
He was strangled by his mum's boyfriend yesterday
dad threatened to kill her this week
I don't feel safe
she does not feel safe at home
No food in the house and the children have not eaten since yesterday
he said dad beats him
The children are still living with the man who assaulted them
Last night the older brother kicked the baby
She was raped at the weekend
he was hit on 3 June
The plan is good. He was hit last night.
whereabouts unknown
her whereabouts are unknown
dad is violent
He hurts her
Jo hit her this morning
Nobody has seen her since Friday
No injuries were recorded but he was hit again last night
young person is carrying a knife
he is sleeping rough
She was locked in her room all weekend
father slapped him yesterday
step-father beat the child on Monday
She told me that dad hit her
Kid's been punched
hes been hit
K is not safe there
A is at risk of being hurt tonight
bruise
suicidal
left alone
weapon found in his bedroom today
The baby was shaken yesterday
mother is threatening to kill herself
he will kill her
Police were called tonight, dad attacked mum
They were beaten with a belt this morning
she's pregnant and partner is hitting her
visible injuries to the child's face
In the file he is missing since Friday
I'm worried he isn't being kept safe
Girl has a black eye, nobody asked
Nan rang: the little one has been shaken
partner is back in the home and is hitting mum
Visit notes say she was hit yesterday and no one went out
the fifteen year old is being sexually exploited
she has bite marks on her arms
Dad is drunk and driving the kids
unsafe at home
she is unsafe
kids left on their own last night
mother says he strangled her on Friday night
He tried to hang himself this morning
There is a knife under his bed
child locked out of the house tonight
He's not eaten since Sunday
Children are living with a known sex offender
registered sex offender is living in the house
She is pregnant by her uncle
He has been beaten by his dad
Baby is not breathing properly
Someone is sending her sexual messages
an adult is asking her for nudes online
she may be at risk today
he might get hurt tonight
Mum has gone and left the kids
father has returned to the home in breach of the order
the children are in danger
Her step dad comes into her room at night
He is frightened of his dad
I am worried about her tonight
Nobody knows where she is
We don't know where he is
he told school his mum burns him
cigarette burn on his hand
her arm is broken and nobody knows how
boyfriend pushed her down the stairs
they're being starved
he was thrown against a wall
step dad grabbed her by the throat
she was held by the throat last night
He is self harming
cutting herself again
parent has threatened to take the child abroad tonight
Mum says he is overdosing
He says dad is going to shoot them
The boy had not come back all night
She has not come back from school tonight
Dad threw him down the stairs last night
He was touching her inappropriately this morning
She took an overdose yesterday
There are lumps on her head today
He has a split lip this morning
""".strip().splitlines()

OF_THE_FILE = """
the 2019 injury was explored with mother
Seen alone in May and June, and her words about home are in the notes.
The chronology stops in January and says nothing of what her father told the school.
Risks are analysed and the plan says who does what.
risks are listed but the harm to the child is not analysed in the plan
RI - risks are listed but the harm to the child is not analysed in the plan
No concerns, all agencies listed and PR clear
The risk assessment is up to date and was shared with the core group.
Domestic abuse was the reason for the referral and was assessed with both parents.
The genogram is missing.
The genogram is missing since the last review
The assessment is missing the child's views.
Return interviews were held after each missing episode.
She feels safe at home and says so.
He is safe and well.
The child is safe.
The child is not at risk
There is no evidence of harm
No bruises or injuries were seen at the visit.
Historic domestic violence was set out in the chronology.
Mother was abused as a child and this was explored.
Father had been violent to mother in 2021 and this is set out.
The team hit the deadline for the assessment.
The injury in 2018 was investigated by the police.
Good - chronology updated in June
Supervision took place monthly and actions were followed up.
The referrer was rung back the same day
The safety plan was reviewed with mum on 4 May.
It was clear how the harm to him was reduced.
Strategy discussion was held the same day and police attended.
His plan says who does what and by when.
Weapon crime awareness work was done with him in 2024.
The social worker visits every two weeks and sees her alone.
Direct work was done on feelings.
The timescale was missed by three days.
MARAC referral was made in March.
The family have moved twice and the plan was changed each time.
How well are risks identified?
The child is at the centre of the plan.
She attended the beating of the bounds event
It's up to date and short
but dad isnt in it
Previous bruising was followed up by a medical in February.
Bruising seen on 4 March was followed up by a strategy discussion the same day.
Past harm is understood and the analysis uses it.
Neither parent was seen alone.
The plan was shared with the parents now
the visit on Friday was recorded today
Work on domestic abuse was completed.
thanks
ok
no
2.3 good - the referrer was rung back
The case was left open with no plan
Records are locked
The father's views are missing
Views of both parents are missing again
The children were moved when they were no longer safe at home in 2022
He used to be hit by his stepfather, and the plan deals with this.
Child's details are all there, address checked in April.
Seen alone twice in May, and what she said changed the plan.
He is happy at home and at school.
Parents feel listened to.
Actions are still outstanding from last review
Concern about neglect was followed up by the school and by us.
Grandmother was not seen
the impact of domestic violence on the children is understood
He was last seen in school on 3 June
The strategy meeting in January agreed the threshold was not met.
She is doing well in placement.
The IRO raised this at the last review and it's still open.
Dad is not in the genogram, still.
The home conditions improved, and the house is warm.
No one asked him what he wants.
Mum says the worker is kind and rings back.
Good, he is seen alone and his wishes are in the plan
Requires improvement - the plan is not SMART and nobody says by when
Contingency plan names who to ring
The s47 was completed within 15 days.
This child has a good relationship with the worker.
The parents' own histories are explored, including abuse in childhood.
Early help was offered but not taken up.
She was hit by a change of social worker three times in 2025.
They need to hit all the timescales again.
The chronology is missing key events.
Dates are missing from the case summary.
The father is missing from the assessment.
the voice of the child is missing
dad is missing from the genogram again
His own account, and his mother's, are missing from it.
The section on identity is still missing
It is a safe and secure placement now
The child was kept safe by swift action
Health visitor report is overdue again
the case is at risk of drift
At risk of drift and delay
He has a burn-out social worker
The worker has a clear grasp of risk
Risk has reduced
She has moved school again
Good - the worker beat the deadline
There is an injury protocol in school
he is not known to police
All actions have been completed now.
Supervision is still not recorded
Kinship carers were assessed
He was assaulted by a peer and this was followed up by the school.
Father hit mother in front of the children, which led to the strategy discussion.
She was hurt by what was said in the meeting last year.
The report shows that he was beaten by his stepfather before he came into care.
The worker shot off an email
They pushed for an earlier date
the assessment beats the timescale
Grab packs were given
School were concerned about her attendance.
Professionals were worried about him
The health visitor is concerned about her weight and says so in the notes
Nan is worried about him.
Concerns about her safety were shared with both parents.
They were scared for her in 2024, and the plan says why.
I am concerned about her attendance, which nobody has followed up
We are concerned about her
I'm worried about him.
""".strip().splitlines()


@pytest.mark.parametrize("text", NOW)
def test_harm_now_is_heard(text: str) -> None:
    assert sentence_of_harm(text, TODAY)
    assert sentence_of_harm(text.upper(), TODAY)
    assert sentence_of_harm(f"The plan is up to date. {text}", TODAY)


@pytest.mark.parametrize("text", OF_THE_FILE)
def test_what_is_written_of_a_file_is_left_alone(text: str) -> None:
    assert sentence_of_harm(text, TODAY) == ""


WORRIED = [
    "we are concerned about her",
    "We're worried about him.",
    "I am very concerned for her safety",
    "I'm worried about this child",
    "and I am scared for them because nobody goes there",
    "I am concerned about him being at home",
]
NOT_WORRIED = [
    "School were concerned about her.",
    "Mum said: I am worried about him",
    "I am concerned about her attendance",
    "We are concerned about her school report",
    "Professionals were worried about him",
    "Concerned about neglect, school rang us the same day",
    "The worker was concerned about her and went out that evening",
]


@pytest.mark.parametrize("text", WORRIED)
def test_a_worry_of_the_writers_own(text: str) -> None:
    assert sentence_of_worry(f"The plan is up to date. {text}") == text


@pytest.mark.parametrize("text", NOT_WORRIED)
def test_the_worries_that_files_are_full_of(text: str) -> None:
    assert not sentence_of_worry(text)
    assert not sentence_of_harm(text, TODAY)


WHO = st.sampled_from(
    ["he", "she", "the child", "her brother", "the baby", "the twins", "his sister", "K", "the young person"]
)
BY = st.sampled_from(
    ["dad", "his stepfather", "mum's partner", "an uncle", "her mother", "the carer", "a neighbour"]
)
BLOW = st.sampled_from(
    [
        "hit",
        "punched",
        "slapped",
        "kicked",
        "beaten",
        "strangled",
        "bitten",
        "threatened",
        "attacked",
        "hurt",
        "shaken",
    ]
)
WHEN = st.sampled_from(
    [
        "last night",
        "this morning",
        "yesterday",
        "tonight",
        "again today",
        "on Friday",
        "at the weekend",
        "two hours ago",
        "in the last few days",
        "since Tuesday",
        "on 3 June",
    ]
)
LONG_AGO = st.sampled_from(
    ["in 2019", "in 2021", "years ago", "two years ago", "as a child", "last year", "when she was small"]
)
FILED = st.sampled_from(
    [
        "and this was explored",
        "and the plan deals with it",
        "which was followed up",
        "and a strategy discussion was held",
    ]
)
AROUND = st.sampled_from(["", "Good. ", "The chronology is current. ", "Mum says ", "School told us that "])


@settings(deadline=None)
@given(AROUND, WHO, BLOW, st.none() | BY, WHEN)
def test_anybody_harmed_in_these_days(around: str, who: str, blow: str, by: str | None, when: str) -> None:
    assert sentence_of_harm(f"{around}{who} was {blow}{f' by {by}' if by else ''} {when}", TODAY)


@settings(deadline=None)
@given(WHO, BLOW, LONG_AGO, FILED)
def test_anybody_harmed_long_ago(who: str, blow: str, when: str, filed: str) -> None:
    assert not sentence_of_harm(f"{who} was {blow} {when}, {filed}.", TODAY)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    found = sentence_of_harm(text, TODAY)
    assert not found or plain(found)
