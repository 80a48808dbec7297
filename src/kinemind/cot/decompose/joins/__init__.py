"""Rules that join two drafts into one, where one movement of the body answers both."""
