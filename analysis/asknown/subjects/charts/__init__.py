"""Charts: rows in, picture out; one file a chart.

A chart function takes what it draws (a frame whose texts are prose, a moment, names) and, as
keywords, the four texts that stand around the picture: `title` (what the chart shows, a subject's
`finding`), `subtitle` (how to read it), `source` (the line below it) and `alt` (all of it for those
who do not see it, a subject's `in_words`). It gives a `text.blocks.Chart`. The texts come from the
subject: a chart words nothing that depends on a case.

`sheet` is what a chart is drawn on, and refuses a text that traces to nothing or covers another.
`style` has colours and fonts, `lettering` measures and breaks text, `axes` names days, `marks` has
the marks that several charts share, `packing` puts spans into rows, `for_phones` draws a chart
a second time for small screens.
"""
