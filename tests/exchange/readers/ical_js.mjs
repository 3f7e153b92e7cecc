// Reads calendars with ical.js, the parser of Thunderbird and Nextcloud: one base64 line in,
// one line of JSON out. The first argument is the module's path.
import { createInterface } from "node:readline";

const { default: ICAL } = await import(process.argv[2]);

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      start: event.startDate.toUnixTime(),
      end: event.endDate.toUnixTime(),
      summary: event.summary,
      location: event.location ?? "",
      description: event.description,
      status: component.getFirstPropertyValue("status"),
      sequence: event.sequence,
    };
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { events: read(Buffer.from(line, "base64").toString("utf8")) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
