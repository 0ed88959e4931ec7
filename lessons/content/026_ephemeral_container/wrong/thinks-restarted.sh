# check: debug/restart wrong-answer
! answer debug/restart 1
