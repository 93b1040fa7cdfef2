import { ChoiceField } from "../../parts/Field.tsx";
import { SignHere } from "./SignHere.tsx";
import { SignOutside } from "./SignOutside.tsx";
import { usePackDraft } from "./pack-draft.ts";

/** With a key of this machine, or with one that never comes to it. */
export function SignStep({ back }: { readonly back: () => void }) {
  const { signing, claims, change } = usePackDraft();
  return (
    <>
      <dl className="facts">
        <dt>Kind</dt>
        <dd>{claims.kind === "restricted" ? "Restricted, with the records" : "Shareable, without records"}</dd>
        <dt>Purpose</dt>
        <dd>{claims.purpose}</dd>
        <dt>Recipient</dt>
        <dd>{claims.recipient}</dd>
        {claims.acceptedDisclosure !== "" && (
          <>
            <dt>Disclosure accepted</dt>
            <dd>{claims.acceptedDisclosure}</dd>
          </>
        )}
      </dl>
      <div className="form-narrow">
        <ChoiceField
          legend="Sign"
          value={signing}
          choices={[
            { value: "here", title: "With a key on this machine", consequence: "One step: the pack is written and signed." },
            {
              value: "outside",
              title: "With a key held elsewhere",
              consequence:
                "ssh-agent, a security key, another machine: the pack is prepared, you sign one file there and bring the signature.",
            },
          ]}
          onChange={(value) => change({ signing: value === "outside" ? "outside" : "here" })}
        />
      </div>
      {signing === "here" ? <SignHere back={back} /> : <SignOutside back={back} />}
    </>
  );
}
