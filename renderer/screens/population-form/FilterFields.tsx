import { Plus, X } from "lucide-react";
import type { PopulationRequest } from "../../../src/contract/source-schemas.ts";
import { ROLE_COLUMNS, ROLES } from "../../../src/contract/vocabulary.ts";
import { Section } from "../../parts/PageHead.tsx";
import type { FieldsProps } from "./PopulationForm.tsx";

type Filter = PopulationRequest["filters"][number];

const OPERATORS: readonly { readonly value: Filter["operator"]; readonly title: string }[] = [
  { value: "=", title: "is" },
  { value: "!=", title: "is not" },
  { value: "<", title: "less than" },
  { value: "<=", title: "at most" },
  { value: ">", title: "more than" },
  { value: ">=", title: "at least" },
  { value: "in", title: "is one of" },
  { value: "is-null", title: "is missing" },
  { value: "is-not-null", title: "is present" },
];

/** Conditions in order; each gets its line in the funnel. */
export function FilterFields({ request, change }: FieldsProps) {
  const set = (index: number, filter: Filter) => change({ filters: request.filters.map((old, place) => (place === index ? filter : old)) });
  return (
    <Section title="Filters" aside={request.filters.length === 0 ? "None: all rows" : "In order; each is a line of the funnel"}>
      <div className="total-list">
        {request.filters.map((filter, index) => (
          <FilterLine
            key={index}
            number={index + 1}
            filter={filter}
            onChange={(next) => set(index, next)}
            onRemove={() => change({ filters: request.filters.filter((_, place) => place !== index) })}
          />
        ))}
        <div className="actions">
          <button
            type="button"
            className="button button-small"
            onClick={() => change({ filters: [...request.filters, { column: "model_version", operator: "=", values: [""] }] })}
          >
            <Plus size={13} aria-hidden="true" />
            Add a filter
          </button>
        </div>
      </div>
    </Section>
  );
}

function FilterLine({
  number,
  filter,
  onChange,
  onRemove,
}: {
  readonly number: number;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
}) {
  const needsValue = filter.operator !== "is-null" && filter.operator !== "is-not-null";
  return (
    <div className="filter-row">
      <input
        className="input input-code"
        list="filter-columns"
        aria-label={`Column of filter ${number}`}
        value={filter.column}
        autoComplete="off"
        onChange={(event) => onChange({ ...filter, column: event.target.value })}
      />
      <datalist id="filter-columns">
        {ROLES.map((role) => (
          <option key={role} value={ROLE_COLUMNS[role].column}>
            {ROLE_COLUMNS[role].title}
          </option>
        ))}
      </datalist>
      <select
        className="select"
        aria-label={`Comparison of filter ${number}`}
        value={filter.operator}
        onChange={(event) => {
          const operator = OPERATORS.find((entry) => entry.value === event.target.value)?.value ?? "=";
          onChange({
            ...filter,
            operator,
            values: operator === "is-null" || operator === "is-not-null" ? [] : filter.values.length === 0 ? [""] : filter.values,
          });
        }}
      >
        {OPERATORS.map((operator) => (
          <option key={operator.value} value={operator.value}>
            {operator.title}
          </option>
        ))}
      </select>
      {needsValue ? (
        <input
          className="input"
          aria-label={`Value of filter ${number}`}
          placeholder={filter.operator === "in" ? "comma separated" : ""}
          value={filter.values.join(", ")}
          autoComplete="off"
          onChange={(event) => onChange({ ...filter, values: valuesOf(event.target.value, filter) })}
        />
      ) : (
        <span />
      )}
      <button type="button" className="button button-quiet button-icon" aria-label={`Remove filter ${number}`} onClick={onRemove}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

/** Sizes are numbers where the column is one; everything else is compared as text. */
function valuesOf(text: string, filter: Filter): Filter["values"] {
  const parts = filter.operator === "in" ? text.split(",").map((part) => part.trimStart()) : [text];
  const role = ROLES.find((entry) => ROLE_COLUMNS[entry].column === filter.column);
  const numeric = role === undefined ? false : ROLE_COLUMNS[role].type === "float";
  return parts.map((part) =>
    numeric && part.trim() !== "" && Number.isFinite(Number(part)) && !/[.\s]$/.test(part) ? Number(part) : part,
  );
}
