"""Columns: blocks of lines share widths, as Go's tabwriter does it."""

from podlab.engine.kubectl import tabwriter


def test_a_column_is_a_run_of_lines_that_have_it():
    text = "Name:\tweb\nContainers:\nImage:\tnginx\nPort:\t80\n"
    assert tabwriter.align(text) == "Name:  web\nContainers:\nImage:  nginx\nPort:   80\n"


def test_the_last_cell_is_not_padded():
    assert tabwriter.align("a\tb\nlong\tc\n") == "a     b\nlong  c\n"


def test_rows_keep_their_widths_for_what_comes_later():
    widths: list[int] = []
    first = tabwriter.rows([["NAME", "AGE"], ["web", "5s"]], known=widths)
    assert first == "NAME   AGE\nweb    5s\n"
    assert tabwriter.rows([["a-longer-name", "6s"]], known=widths) == "a-longer-name   6s\n"
    assert tabwriter.rows([["web", "7s"]], known=widths) == "web             7s\n"


def test_an_empty_last_cell_leaves_the_padding_before_it():
    assert tabwriter.rows([["NAME", "A", "B"], ["x", "", ""]]) == "NAME   A     B\nx            \n"


def test_wide_characters_take_two_columns():
    assert tabwriter.columns("容器 a") == 6
