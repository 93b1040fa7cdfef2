import { Dialog } from "@base-ui/react/dialog";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { type Command, matchCommands, useCommands } from "./commands.ts";

/** Ctrl-K: type a few letters, go anywhere. */
export function CommandPalette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog palette">
          <Dialog.Title className="hidden-visually">Go to anything</Dialog.Title>
          <PaletteList onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ onClose }: { readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const commands = useCommands();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => matchCommands(commands, text), [commands, text]);
  const current = found[Math.min(active, found.length - 1)];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    if (command.act === undefined) navigate(command.path);
    else command.act();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((found.length + Math.min(active, found.length - 1) + step) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(current);
    }
  };

  return (
    <>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Go to"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={current === undefined ? undefined : `${id}-${current.key}`}
        aria-autocomplete="list"
        placeholder="Screen, run, analysis, source"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div className="palette-list" role="listbox" id={`${id}-list`} aria-label="Places" ref={list} tabIndex={-1}>
        {found.map((command, index) => (
          <div key={command.key} role="presentation">
            {command.group !== found[index - 1]?.group && (
              <div className="palette-group" role="presentation">
                {command.group}
              </div>
            )}
            {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the text field above has the keys */}
            <div
              role="option"
              id={`${id}-${command.key}`}
              aria-selected={command === current}
              tabIndex={-1}
              className="palette-option"
              onMouseMove={() => setActive(index)}
              onClick={() => run(command)}
            >
              <span>{command.title}</span>
              <span className="faint small">{command.detail}</span>
            </div>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="palette-group">Nothing has a name like that.</p>}
    </>
  );
}
