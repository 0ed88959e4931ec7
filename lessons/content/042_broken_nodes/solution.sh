{{mend}}
! wait 20
