! text make
! answer make/hidden 2
! answer change/predict 2
! text change
! text missing
! wait 10
