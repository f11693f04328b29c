"""What a reply may rest on: `types.AnswerBrief` and the modules that build one for each case."""
