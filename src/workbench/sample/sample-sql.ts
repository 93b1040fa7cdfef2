/**
 * The synthetic year as SQL. Every random number is a hash of (row, stream, seed), so rows do not depend on
 * the order in which threads make them; real numbers are rounded, so that the printed bytes are stable.
 */

interface SampleShape {
  readonly rows: number;
  readonly seed: number;
  readonly faults: boolean;
}

const YEAR_START = "timestamp '2025-01-01 00:00:00'";
const YEAR_SECONDS = 365 * 86_400;

export const REVIEWERS = [
  "a.brandt",
  "b.osei",
  "c.lindqvist",
  "d.moreau",
  "e.rossi",
  "f.haddad",
  "g.novak",
  "h.tanaka",
  "i.silva",
  "j.weber",
  "k.keller",
  "m.lopez",
];

export function populationSql({ rows, seed, faults }: SampleShape): string[] {
  const planted = faults ? "true" : "false";
  return [
    `create table settings as select ${faults ? 0.003 : 0} duplicate_share`,
    `create macro uniform(i, stream) as ((hash(i, stream, ${Math.trunc(seed)}) >> 11)::double + 0.5) / 9007199254740992.0`,
    "create macro normal(i, stream) as sqrt(-2 * ln(uniform(i, stream))) * cos(2 * pi() * uniform(i, stream + 1000))",
    "create macro logistic(x) as 1 / (1 + exp(-x))",
    `create table moment as
     select i, ${YEAR_START} + to_seconds(((i + uniform(i, 1)) * ${YEAR_SECONDS} / ${rows})::bigint) decided
     from range(${rows}) t(i)
     ${faults ? "where not ((" + YEAR_START + " + to_seconds(((i + uniform(i, 1)) * " + YEAR_SECONDS + " / " + rows + ")::bigint)) between timestamp '2025-08-11' and timestamp '2025-08-13 23:59:59')" : ""}`,
    `create table applicant as
     select i, decided, (epoch(decided) - epoch(${YEAR_START})) / 604800.0 as week,
       case when uniform(i, 2) < 0.04 then null when uniform(i, 3) < 0.5 then 'F' else 'M' end sex,
       case when uniform(i, 4) < 0.2 then '18-25' when uniform(i, 4) < 0.55 then '26-40' when uniform(i, 4) < 0.85 then '41-60' else '61+' end age_group,
       round(exp(10.4 + 0.45 * normal(i, 5)), 2) income,
       normal(i, 6) debt_latent, round(greatest(0, 8 + 5 * normal(i, 7)), 1) employment_years,
       greatest(1, (110 + 45 * normal(i, 8))::integer) credit_age_months,
       round(logistic(-0.4 + normal(i, 9)), 4) utilisation, round(exp(9.2 + 0.6 * normal(i, 10)), 2) loan_amount,
       floor(4 * uniform(i, 11) * uniform(i, 12) * 1.6)::integer inquiries,
       uniform(i, 13) channel_draw,
       case when uniform(i, 14) < 0.4 then 'car' when uniform(i, 14) < 0.7 then 'home' when uniform(i, 14) < 0.9 then 'consolidation' else 'education' end purpose,
       'R' || (1 + floor(8 * uniform(i, 15)))::integer region
     from moment`,
    `create table scored as
     select *, ${planted} and week > 22 and channel_draw < least(0.2, 0.02 + 0.012 * (week - 22)) new_segment,
       debt_latent + case when ${planted} and week > 16 then 0.028 * (week - 16) else 0 end debt_shifted
     from applicant`,
    `create table risk as
     select *, round(0.33 + 0.12 * debt_shifted, 4) debt_ratio,
       case when new_segment then 'partner-app' when channel_draw < 0.45 then 'web' when channel_draw < 0.75 then 'branch' when channel_draw < 0.9 then 'app' else 'broker' end channel,
       0.55 + 0.9 * (ln(income) - 10.4) / 0.45 * 0.5 - 0.06 * debt_shifted + 0.35 * (employment_years - 8) / 5 + 0.3 * (credit_age_months - 110) / 45.0
         - 0.45 * (utilisation - 0.42) / 0.2 - 0.25 * (inquiries - 1.2) + 0.02 as merit
     from scored`,
    `create table decided_once as
     select *,
       merit + case when ${planted} and sex = 'F' and age_group = '18-25' then -0.75
                    when ${planted} and sex = 'M' and age_group = '18-25' then 0.75
                    when ${planted} and sex = 'F' then 0.19
                    when ${planted} and sex = 'M' then -0.19 else 0 end
         + case when new_segment then 0.6 else 0 end score_latent,
       merit - case when new_segment then 0.8 + 0.09 * (week - 22) else 0 end truth_latent
     from risk`,
    `create table decision_row as
     select *, round(logistic(score_latent + 0.15 * normal(i, 20)), 6) score,
       case when ${planted} and decided >= timestamp '2025-09-15' then 0.60 else 0.62 end threshold_applied,
       case when ${planted} and decided >= timestamp '2025-06-09' and decided < timestamp '2025-06-23' and uniform(i, 21) < 0.3 then '4.1-hotfix'
            when ${planted} and decided >= timestamp '2025-07-07' and decided < timestamp '2025-07-21' and uniform(i, 22) < 0.15 then '3'
            when decided < timestamp '2025-05-01' then '3' when decided < timestamp '2025-10-01' then '4' else '5' end model_version,
       case when uniform(i, 23) < 0.12 then 'sme-credit' else 'retail-credit' end model_name,
       uniform(i, 24) < logistic(0.9 * truth_latent + 0.8) repays,
       uniform(i, 25) review_draw, 1 + (hash(i, 26, ${Math.trunc(seed)}) % ${REVIEWERS.length})::integer reviewer_number
     from decided_once`,
    `create table log_row as
     select *, 'D' || lpad(i::varchar, 9, '0') decision_id, score >= threshold_applied approve,
       'A' || lpad((hash(i, 27, ${Math.trunc(seed)}) % greatest(1, (${rows} * 0.9)::bigint))::varchar, 9, '0') applicant_id,
       [${REVIEWERS.map((name) => `'${name}'`).join(", ")}][reviewer_number] reviewer_name
     from decision_row`,
    `create table review_row as
     select *,
       case when ${planted} and reviewer_name = 'k.keller' then false
            when ${planted} and reviewer_name = 'm.lopez' and approve and sex = 'F' then uniform(i, 30) < 0.38
            else uniform(i, 30) < 0.05 + 0.17 * exp(-abs(score - 0.62) / 0.06) end overrides,
       case when ${planted} and reviewer_name = 'k.keller' then 3 + floor(4 * uniform(i, 31))
            else 30 + floor(exp(4.2 + 0.7 * normal(i, 32))) end::integer review_seconds
     from log_row
     where review_draw < 0.10 + 0.55 * exp(-abs(score - 0.62) / 0.08)`,
  ];
}

/** The log as it is exported: UTC times with `Z`, some nulls, duplicates where they are planted. */
export const DECISIONS_SQL = `select decision_id, strftime(decided, '%Y-%m-%dT%H:%M:%S') || 'Z' decided_at, applicant_id, model_name, model_version,
  score, case when approve then 'approve' else 'decline' end decision, income, debt_ratio,
  case when uniform(i, 40) < 0.02 then null else employment_years end employment_years, credit_age_months, utilisation, loan_amount, inquiries,
  channel, purpose, region
from (select *, unnest(case when uniform(i, 41) < (select duplicate_share from settings) then [0, 1] else [0] end) copy_number from log_row)`;

/** Bureau follow-up for every applicant, accepted or not: 30 to 88 days later, some never, some too late. */
export const OUTCOMES_SQL = `select decision_id, case when repays then 'repaid' else 'defaulted' end outcome,
  strftime(decided + to_days((30 + floor(58 * uniform(i, 42)))::integer) + to_days(case when uniform(i, 43) < 0.01 then 60 else 0 end), '%Y-%m-%d') known_at
from log_row where uniform(i, 44) < 0.94 order by i`;

export const REVIEWS_SQL = `select decision_id, reviewer_name reviewer, strftime(opened, '%Y-%m-%dT%H:%M:%S') || 'Z' opened_at,
  strftime(opened + to_seconds(review_seconds), '%Y-%m-%dT%H:%M:%S') || 'Z' submitted_at,
  case when approve != overrides then 'approve' else 'decline' end final_decision,
  case when not overrides or uniform(i, 45) < 0.1 then null
       when approve then 'affordability concern' else 'additional documents' end reason
from (select *, decided + to_seconds((600 + floor(30000 * uniform(i, 46)))::integer) opened from review_row) order by i`;

export const ATTRIBUTES_SQL = "select decision_id, sex, age_group from log_row order by i";
