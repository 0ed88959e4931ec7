# TODO: the way through the lesson; "! text STEP" does what the text says there.
! answer make/guess 1
! text make
! wait 2
! text remove
! wait 5
