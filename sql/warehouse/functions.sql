-- description: Functions that models use: of fractions, {part, whole}: whole numbers, the first through the second, which is more than zero; and of words.
-- A text as words without case, accents and punctuation, with a blank between them.
create or replace temp macro plain_words(text) as
    trim(regexp_replace(replace(strip_accents(lower(text)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g'));

-- A number with six decimals as a fraction.
create or replace temp macro fraction(number) as
    if(number is null, null, {'part': (number * 1000000)::hugeint, 'whole': 1000000::hugeint});

-- It in lowest terms.
create or replace temp macro reduced(one) as
    if(one['whole'] <> 0, {
        'part': one['part'] // gcd(one['part'], one['whole']), 'whole': one['whole'] // gcd(one['part'], one['whole']),
    }, null);

-- What percent the first is of the second; null where that is zero, or where it takes more than 38 digits.
create or replace temp macro percent_of(one, other) as
    if(other['part'] <> 0, try({
        'part': 100 * one['part'] * other['whole'] * sign(other['part']), 'whole': one['whole'] * abs(other['part']),
    }), null);

-- 1 where the first is more than the second, 0 where they are equal, -1 where it is less; beyond 38 digits as near as doubles tell.
create or replace temp macro beside(one, other) as
    coalesce(
        try(sign(
            one['part'] * (other['whole'] // gcd(other['part'], other['whole']))
            - other['part'] // gcd(other['part'], other['whole']) * one['whole']
        )),
        sign(one['part']::double / one['whole'] - other['part']::double / other['whole'])
    );

-- With so many decimals, up to six, rounded once: a half goes away from zero.
create or replace temp macro rounded(one, places) as
    coalesce(
        try((
            sign(one['part'])
                * ((2 * abs(one['part']) * (10 ** places)::hugeint + one['whole']) // (2 * one['whole']))
                * (10 ** (6 - places))::hugeint
        )::decimal(32, 0) * 0.000001),
        round(one['part']::double / one['whole'], places::integer)
    )::decimal(24, 6);

-- How much more than what is surely there is expected of a count with this mean, as one of a logistic distribution whose steps
-- are so wide: all of the mean where nothing is sure, a step where far more is sure than was expected.
create or replace temp macro beyond(mean, sure, step) as
    case
        when sure = 0 or mean - sure > 30 * step then mean - sure
        when mean - sure < -30 * step then step
        else step * ln(1 + exp((mean - sure) / step)) * (1 + exp((sure - mean) / step))
    end;
