"""Charts: frame in, chart out; one file a chart, the house style in one file."""
